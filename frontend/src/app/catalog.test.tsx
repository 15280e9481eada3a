import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, test } from 'vitest';
import { address, open } from '@/testing/open';
import { platform, refuse } from '@/testing/platform';
import { sampleItem, samplePage } from '@/testing/samples';
import { server } from '@/testing/server';

describe('catalog', () => {
  test('what is typed is searched and kept in the address', async () => {
    const { user } = await open('/courses');
    await screen.findByRole('link', { name: 'Ink Drawing' });

    await user.type(screen.getByRole('searchbox', { name: 'Search courses' }), 'sql');

    await waitFor(() => expect(address()).toBe('/courses?q=sql'));
    await waitFor(() => expect(screen.queryByRole('link', { name: 'Ink Drawing' })).toBeNull());
    expect(screen.getByRole('link', { name: 'Practical SQL' })).toBeVisible();
    expect(screen.getByText('1 course')).toBeVisible();
  });

  test('a filter is an address that can be shared and left again', async () => {
    const { user } = await open('/courses');
    const filters = await screen.findByRole('navigation', { name: 'Filters' });

    await user.click(within(filters).getByRole('link', { name: /^Art/ }));

    expect(address()).toBe('/courses?category=Art');
    await waitFor(() => expect(screen.queryByRole('link', { name: 'Practical SQL' })).toBeNull());
    expect(within(filters).getByRole('link', { name: /^Art/ })).toHaveAttribute(
      'aria-current',
      'true',
    );
    await user.click(within(filters).getByRole('link', { name: 'Clear filters' }));
    expect(address()).toBe('/courses');
    expect(await screen.findByRole('link', { name: 'Practical SQL' })).toBeVisible();
  });

  test('going back shows the search before', async () => {
    const { user } = await open('/courses?q=ink');
    await screen.findByRole('link', { name: 'Ink Drawing' });
    await user.click(screen.getByRole('link', { name: /^Art/ }));

    window.history.back();

    await waitFor(() => expect(address()).toBe('/courses?q=ink'));
    expect(screen.getByRole('searchbox')).toHaveValue('ink');
  });

  test('a course shows its picture, which loads later below the first row', async () => {
    const [first] = platform.state.courses;
    if (first === undefined) throw new Error('no course');
    platform.state.courses = [
      { ...first, cover_file_id: null },
      ...Array.from({ length: 3 }, (_, index) => ({
        ...first,
        id: `c-${index}`,
        slug: `course-${index}`,
        cover_file_id: `f-${index}`,
      })),
    ];
    await open('/courses');
    const [plain, ...pictured] = await screen.findAllByRole('article');

    expect(plain?.querySelector('img')).toBeNull();
    const pictures = pictured.map((one) => one.querySelector('img'));
    expect(pictures.map((one) => one?.getAttribute('loading'))).toEqual(['eager', 'eager', 'lazy']);
    const [picture] = pictures;
    if (!picture) throw new Error('no picture');
    const address = '/api/courses/c-0/cover?v=f-0&width=';
    expect(picture).toHaveAttribute('src', `${address}480`);
    const widths = [480, 960, 1440].map((width) => `${address}${width} ${width}w`);
    expect(picture).toHaveAttribute('srcset', widths.join(', '));
    expect(picture).toHaveAttribute('sizes');
    expect(picture).toHaveAttribute('alt', '');
    expect(picture).toHaveAttribute('width');
    expect(picture).toHaveAttribute('height');
    fireEvent.error(picture);
    expect(pictured[0]?.querySelector('img')).toBeNull();
    expect(pictured[0]?.querySelector('.cover--pictured')).not.toBeNull();
  });

  test("a draft's picture is shown in no list", async () => {
    const [first] = platform.state.courses;
    if (first === undefined) throw new Error('no course');
    platform.state.courses = [{ ...first, status: 'draft', cover_file_id: 'f-1' }];
    await open('/courses/practical-sql', { as: 'u-ivo' });

    await screen.findByRole('heading', { name: 'Practical SQL' });
    expect(document.querySelector('.cover img')).toBeNull();
  });

  test('a view is one request', async () => {
    await open('/courses?q=sql');
    await screen.findByRole('link', { name: 'Practical SQL' });

    expect(platform.state.asked).toEqual(['GET /api/courses?limit=24&q=sql']);
  });

  test('a count that stopped says that there are more', async () => {
    server.use(
      http.get('*/api/courses', () =>
        HttpResponse.json({
          ...samplePage(platform.state.courses.map((one) => sampleItem(one))),
          total: 1000,
          total_is_exact: false,
          facets: {
            category: [{ value: 'Art', count: 640 }],
            level: [],
            language: [],
            tag: [],
          },
          corrected: null,
        }),
      ),
    );
    await open('/courses?q=learn');

    expect(await screen.findByText('More than 1,000 courses')).toBeVisible();
    const filters = screen.getByRole('navigation', { name: 'Filters' });
    expect(within(filters).getByRole('link', { name: /^Art/ })).toHaveTextContent('640+');
  });

  test('nothing found says what to do', async () => {
    await open('/courses?q=zzz');

    expect(await screen.findByRole('heading', { name: 'No courses found' })).toBeVisible();
    expect(screen.getByRole('link', { name: 'Show all courses' })).toHaveAttribute(
      'href',
      '/courses',
    );
  });

  test('a refusal is explained and can be tried again', async () => {
    server.use(http.get('*/api/courses', () => refuse(500, 'broken'), { once: true }));
    const { user } = await open('/courses');
    expect(await screen.findByText('refused: broken')).toBeVisible();

    await user.click(screen.getByRole('button', { name: 'Try again' }));

    expect(await screen.findByRole('link', { name: 'Practical SQL' })).toBeVisible();
  });
});
