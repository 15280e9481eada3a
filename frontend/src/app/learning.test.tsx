import { screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Schemas } from '@/lib/api/client';
import { open } from '@/testing/open';
import { platform } from '@/testing/platform';

function seat(changes: Partial<Schemas['Enrollment']> = {}): Schemas['Enrollment'] {
  return {
    id: 'e-1',
    user_id: 'u-ana',
    course_id: 'c-sql',
    course_title: 'Practical SQL',
    course_slug: 'practical-sql',
    course_status: 'published',
    status: 'active',
    created_at: '2026-11-22T10:00:00Z',
    ...changes,
  };
}

beforeEach(() => {
  platform.state.enrollments = [seat()];
});

describe('my learning', () => {
  test('it shows how far one got, and leads to the very lesson', async () => {
    platform.state.completed['c-sql'] = { 'l-1': '2026-11-24T10:00:00Z' };
    await open('/learning', { as: 'u-ana' });

    const section = (await screen.findByText('In progress')).parentElement;
    const row = within(section ?? document.body);
    expect(row.getByRole('progressbar', { name: 'Progress in Practical SQL' })).toHaveValue(50);
    expect(row.getByText('1 of 2 lessons')).toBeVisible();
    expect(row.getByText('50%')).toBeVisible();
    expect(row.getByText('Where')).toBeVisible();
    expect(row.getByText(/^Last opened on .*24/)).toBeVisible();
    expect(row.getByRole('link', { name: 'Continue: Practical SQL' })).toHaveAttribute(
      'href',
      '/courses/practical-sql/lessons/l-2',
    );
    expect(screen.queryByRole('heading', { name: 'Completed' })).toBeNull();
  });

  test('a course that was not opened yet begins with its first lesson', async () => {
    await open('/learning', { as: 'u-ana' });

    expect(await screen.findByText(/^Enrolled on/)).toBeVisible();
    expect(screen.getByRole('link', { name: 'Start: Practical SQL' })).toHaveAttribute(
      'href',
      '/courses/practical-sql/lessons/l-1',
    );
  });

  test('what is completed has a place of its own', async () => {
    platform.state.completed['c-sql'] = {
      'l-1': '2026-11-24T10:00:00Z',
      'l-2': '2026-11-25T10:00:00Z',
    };
    platform.state.enrollments.push(
      seat({ id: 'e-2', course_id: 'c-ink', course_title: 'Ink Drawing', course_slug: 'ink' }),
    );
    await open('/learning', { as: 'u-ana' });

    const section = (await screen.findByText('Completed')).parentElement;
    const done = within(section ?? document.body);
    expect(done.getByRole('link', { name: 'Practical SQL' })).toBeVisible();
    expect(done.getByText(/^Completed on .*25/)).toBeVisible();
    expect(done.queryByRole('link', { name: 'Ink Drawing' })).toBeNull();
    expect(screen.getByRole('link', { name: 'Start: Ink Drawing' })).toBeVisible();
    expect(screen.queryByRole('link', { name: 'Continue: Practical SQL' })).toBeNull();
  });

  test('a course that the learner leaves is gone immediately', async () => {
    const { user } = await open('/learning', { as: 'u-ana' });

    await user.click(await screen.findByText('Leave course'));
    await user.click(screen.getByRole('button', { name: 'Leave course' }));

    expect(await screen.findByText('Nothing here yet')).toBeVisible();
  });

  test('who is enrolled nowhere is shown the way to the courses', async () => {
    platform.state.enrollments = [];
    await open('/learning', { as: 'u-ana' });

    expect(await screen.findByText('Nothing here yet')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Browse courses' })).toBeVisible();
  });
});

describe('the page of a course that one learns in', () => {
  test('it shows progress, ticks, and the way to go on', async () => {
    platform.state.completed['c-sql'] = { 'l-1': '2026-11-24T10:00:00Z' };
    await open('/courses/practical-sql', { as: 'u-ana' });

    expect(await screen.findByText('1 of 2 lessons')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Continue' })).toHaveAttribute(
      'href',
      '/courses/practical-sql/lessons/l-2',
    );
    expect(screen.getByRole('progressbar', { name: 'Progress in Practical SQL' })).toHaveValue(50);
    const [done, open_] = screen.getAllByRole('listitem').filter((one) => one.matches('.lesson'));
    expect(done).toHaveTextContent('Select Completed');
    expect(open_).not.toHaveTextContent('Completed');
  });

  test.each(['u-ivo', undefined])('nobody else is asked for progress: %s', async (as) => {
    platform.state.enrollments = [];
    await open('/courses/practical-sql', as === undefined ? {} : { as });

    expect(await screen.findByText('Select')).toBeVisible();
    expect(screen.queryByRole('progressbar')).toBeNull();
    expect(platform.state.asked.filter((one) => one.includes('progress'))).toEqual([]);
  });

  test('enrolling opens the first lesson', async () => {
    platform.state.enrollments = [];
    for (const one of platform.state.courses) one.price = { amount: 0, currency: 'EUR' };
    const { user } = await open('/courses/practical-sql', { as: 'u-ana' });
    await user.click(await screen.findByRole('button', { name: 'Enroll' }));

    expect(await screen.findByText('0 of 2 lessons')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Start' })).toHaveAttribute(
      'href',
      '/courses/practical-sql/lessons/l-1',
    );
  });
});
