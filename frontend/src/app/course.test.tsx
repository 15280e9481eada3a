import { render, screen, waitFor } from '@testing-library/react';
import { delay, http, HttpResponse } from 'msw';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readPageData, seed } from '@/lib/page/page-data';
import { createQueryClient } from '@/lib/query-client';
import { address, open } from '@/testing/open';
import { platform, refuse } from '@/testing/platform';
import { overview, sampleCourse, sampleItem, samplePage } from '@/testing/samples';
import { server } from '@/testing/server';
import { App } from './app';

// Enrolling costs nothing here.
beforeEach(() => {
  for (const one of platform.state.courses) one.price = { amount: 0, currency: 'EUR' };
});

function putPrice(): void {
  for (const one of platform.state.courses) one.price = { amount: 4900, currency: 'EUR' };
}

describe('course page', () => {
  afterEach(() => vi.useRealTimers());

  test('it shows the outline and what the course is about', async () => {
    putPrice();
    await open('/courses/practical-sql');

    expect(await screen.findByRole('heading', { level: 1, name: 'Practical SQL' })).toBeVisible();
    expect(screen.getByText('Select')).toBeVisible();
    expect(screen.getByText('Free preview')).toBeVisible();
    expect(screen.getByText('€49')).toBeVisible();
    expect(screen.getByText('30 min')).toBeVisible();
    expect(document.title).toBe('Practical SQL · Learning Platform');
  });

  test('a page that a server has rendered is taken over without any request', () => {
    const block = document.createElement('script');
    block.id = 'page-data';
    block.type = 'application/json';
    block.textContent = JSON.stringify({
      path: '/courses/practical-sql',
      data: {
        '/api/courses/practical-sql': overview(sampleCourse()),
        '/api/courses?id=c-sql&limit=1': samplePage([sampleItem(sampleCourse())]),
      },
    });
    document.body.append(block);
    window.history.replaceState(null, '', '/courses/practical-sql');
    const client = createQueryClient();
    const page = readPageData();
    if (page !== null) seed(client, page);

    render(<App client={client} />);

    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Practical SQL');
    expect(platform.state.asked).toEqual([]);
  });

  test('it names the instructor and counts the seats that are left', async () => {
    platform.state.enrolled['c-sql'] = 9;
    await open('/courses/practical-sql');

    expect(await screen.findByText('Ivo Teacher')).toBeVisible();
    expect(screen.getByText('3 seats left')).toBeVisible();
  });

  test('from the catalog it is one request', async () => {
    const { user } = await open('/courses');

    await user.click(await screen.findByRole('link', { name: 'Practical SQL' }));

    expect(await screen.findByText('Ivo Teacher')).toBeVisible();
    expect(platform.state.asked.slice(1)).toEqual(['GET /api/courses/practical-sql']);
  });

  test('seats in a list of a minute ago are asked for again', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { user } = await open('/courses');
    const link = await screen.findByRole('link', { name: 'Practical SQL' });
    platform.state.enrolled['c-sql'] = 11;
    vi.setSystemTime(Date.now() + 60_000);

    await user.click(link);

    expect(await screen.findByText('1 seat left')).toBeVisible();
  });

  test.each([undefined, 'u-ana'])('a full course offers no seat to %s', async (as) => {
    platform.state.enrolled['c-sql'] = 12;
    await open('/courses/practical-sql', as === undefined ? {} : { as });

    expect(await screen.findByText('The course is full.')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Enroll' })).toBeNull();
    expect(screen.queryByRole('link', { name: 'Log in to enroll' })).toBeNull();
  });

  test('a learner who has taken the last seat can give it back', async () => {
    platform.state.enrolled['c-sql'] = 11;
    const { user } = await open('/courses/practical-sql', { as: 'u-ana' });
    await screen.findByText('1 seat left');
    platform.state.enrolled['c-sql'] = 12;

    await user.click(screen.getByRole('button', { name: 'Enroll' }));

    expect(await screen.findByText('Full')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Leave course' })).toBeVisible();
    expect(screen.queryByText('The course is full.')).toBeNull();
  });

  test('a course that is not there is a page that says so', async () => {
    await open('/courses/nothing');

    expect(await screen.findByRole('heading', { name: 'Page not found' })).toBeVisible();
  });

  test('a stranger is asked to log in and comes back', async () => {
    const { user } = await open('/courses/practical-sql');

    await user.click(await screen.findByRole('link', { name: 'Log in to enroll' }));
    await user.type(await screen.findByLabelText('Email address'), 'ana@example.org');
    await user.type(screen.getByLabelText('Password'), 'correct horse');
    await user.click(screen.getByRole('button', { name: 'Log in' }));

    expect(await screen.findByRole('button', { name: 'Enroll' })).toBeVisible();
    expect(address()).toBe('/courses/practical-sql');
  });
});

describe('enrolling', () => {
  test.each([undefined, 'u-ana'])('a course with a price tells %s what to do', async (as) => {
    putPrice();
    await open('/courses/practical-sql', as === undefined ? {} : { as });

    expect(await screen.findByText(/Ask the instructor to add you/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Enroll' })).toBeNull();
    expect(screen.queryByRole('link', { name: 'Log in to enroll' })).toBeNull();
  });

  test('a learner who has a seat in a course with a price keeps it', async () => {
    putPrice();
    platform.state.enrollments.push({
      id: 'e-1',
      user_id: 'u-ana',
      course_id: 'c-sql',
      course_title: 'Practical SQL',
      course_slug: 'practical-sql',
      status: 'active',
      created_at: '2026-11-22T10:00:00Z',
    });

    await open('/courses/practical-sql', { as: 'u-ana' });

    expect(await screen.findByRole('button', { name: 'Leave course' })).toBeVisible();
    expect(screen.queryByText(/Ask the instructor/)).toBeNull();
  });

  test('the seat is shown before the platform has answered', async () => {
    server.use(
      http.post('*/api/enrollments', async () => {
        await delay('infinite');
        return HttpResponse.json({});
      }),
    );
    const { user } = await open('/courses/practical-sql', { as: 'u-ana' });
    const button = await screen.findByRole('button', { name: 'Enroll' });
    await waitFor(() => expect(button).not.toHaveAttribute('aria-disabled'));

    await user.click(button);

    expect(await screen.findByText('You are enrolled')).toBeVisible();
  });

  test('a full course takes the seat back and says why', async () => {
    server.use(http.post('*/api/enrollments', () => refuse(409, 'course-full')));
    const { user } = await open('/courses/practical-sql', { as: 'u-ana' });
    const button = await screen.findByRole('button', { name: 'Enroll' });
    await waitFor(() => expect(button).not.toHaveAttribute('aria-disabled'));

    await user.click(button);

    expect(await screen.findByText('The course is full.')).toBeVisible();
    expect(await screen.findByRole('button', { name: 'Enroll' })).toBeVisible();
    expect(screen.queryByText('You are enrolled')).toBeNull();
  });

  test('leaving is asked about first and can be undone by the platform', async () => {
    const { user } = await open('/courses/practical-sql', { as: 'u-ana' });
    const enroll = await screen.findByRole('button', { name: 'Enroll' });
    await waitFor(() => expect(enroll).not.toHaveAttribute('aria-disabled'));
    await user.click(enroll);
    await screen.findByText('You are enrolled in Practical SQL.');
    await user.click(screen.getByRole('link', { name: 'My learning' }));
    server.use(
      http.delete('*/api/enrollments/:id', () => refuse(503, 'unavailable'), { once: true }),
    );

    await user.click(await screen.findByRole('button', { name: 'Leave course: Practical SQL' }));
    expect(screen.getByRole('dialog', { name: 'Leave this course?' })).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Leave course' }));

    expect(
      await screen.findByText('The platform is temporarily unavailable. Try again in a moment.'),
    ).toBeVisible();
    expect(await screen.findByRole('link', { name: 'Practical SQL' })).toBeVisible();
  });

  test('my learning says which courses are archived or gone', async () => {
    const seat = { user_id: 'u-ana', created_at: '2026-11-22T10:00:00Z' } as const;
    platform.state.enrollments = [
      {
        ...seat,
        id: 'e-1',
        course_id: 'c-sql',
        course_title: 'Practical SQL',
        course_slug: 'practical-sql',
        status: 'active',
        course_status: 'archived',
      },
      {
        ...seat,
        id: 'e-2',
        course_id: 'c-gone',
        course_title: 'Gone gardening',
        course_slug: 'gone-gardening',
        status: 'ended',
        course_status: 'deleted',
        end_reason: 'course-deleted',
        ended_at: '2026-11-23T10:00:00Z',
      },
    ];
    await open('/learning', { as: 'u-ana' });

    expect(await screen.findByText('Archived', { selector: '.badge' })).toBeVisible();
    expect(screen.getByRole('link', { name: 'Practical SQL' })).toBeVisible();
    expect(await screen.findByText(/The course was deleted on/)).toBeVisible();
    expect(screen.queryByRole('link', { name: 'Gone gardening' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Leave course: Gone gardening' })).toBeNull();
  });
});
