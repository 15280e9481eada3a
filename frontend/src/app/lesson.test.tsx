import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, test } from 'vitest';
import type { Schemas } from '@/lib/api/client';
import { address, open } from '@/testing/open';
import { platform } from '@/testing/platform';
import { server } from '@/testing/server';

function enroll(): void {
  const second = platform.state.courses[0]?.content.modules?.[0]?.lessons?.[1];
  if (second) second.kind = 'article';
  platform.state.enrollments.push({
    id: 'e-1',
    user_id: 'u-ana',
    course_id: 'c-sql',
    course_title: 'Practical SQL',
    course_slug: 'practical-sql',
    status: 'active',
    created_at: '2026-11-22T10:00:00Z',
    learner: { name: 'Ana Example', email: 'ana@example.org' },
  });
}

const FILE: Schemas['FileLink'] = {
  url: 'http://bucket.test/f-1',
  name: 'select.mp4',
  content_type: 'video/mp4',
  bytes: 48_000,
  expires_at: '2026-11-22T11:00:00Z',
};

/** Lets the first lesson show this video, with captions of ours. */
function playing(video: Partial<Schemas['LessonPage']>): void {
  const lesson: Partial<Schemas['LessonPage']> = {
    id: 'l-1',
    kind: 'video',
    title: 'Select',
    course_id: 'c-sql',
    course_slug: 'practical-sql',
    course_title: 'Practical SQL',
    duration_minutes: 5,
    html: '',
    standing: 'preview',
    url: null,
    file: null,
    captions: [{ language: 'en', url: 'http://bucket.test/f-2' }],
    previous: null,
    next: null,
    ...video,
  };
  server.use(http.get('*/api/courses/:slug/lessons/l-1', () => HttpResponse.json(lesson)));
}

function askedForLessons(): string[] {
  return platform.state.asked.filter((one) => one.startsWith('GET') && one.includes('/lessons/'));
}

describe('lesson page', () => {
  test('a preview is open to strangers, and says that it is one', async () => {
    await open('/courses/practical-sql/lessons/l-1');

    expect(await screen.findByRole('heading', { level: 1, name: 'Select' })).toBeVisible();
    expect(screen.getByText(/This lesson is a free preview/)).toBeVisible();
    expect(screen.getByRole('heading', { level: 2, name: 'More of Select' })).toBeVisible();
    expect(screen.queryByRole('button', { name: /Mark as finished/ })).toBeNull();
    expect(document.title).toContain('Select · Practical SQL');
  });

  test('the first drawing is whole: a lesson is asked for, once, while its page is loaded', async () => {
    await open('/courses/practical-sql/lessons/l-1');

    expect(screen.getByRole('heading', { level: 1, name: 'Select' })).toBeVisible();
    expect(askedForLessons()).toHaveLength(1);
  });

  test('a stranger to another lesson is told what to do', async () => {
    await open('/courses/practical-sql/lessons/l-2');

    expect(await screen.findByText(/Log in if you are enrolled/)).toBeVisible();
    const main = within(screen.getByRole('main'));
    expect(main.getByRole('link', { name: 'Log in' })).toHaveAttribute(
      'href',
      '/login?next=%2Fcourses%2Fpractical-sql%2Flessons%2Fl-2',
    );
  });

  test('a person who is signed in and not enrolled is sent to the course', async () => {
    await open('/courses/practical-sql/lessons/l-2', { as: 'u-ana' });

    expect(await screen.findByText('Enroll in the course to open it.')).toBeVisible();
  });

  test('finishing a lesson opens the next one, with one request, and moves the focus', async () => {
    enroll();
    const { user } = await open('/courses/practical-sql/lessons/l-1', { as: 'u-ana' });
    await user.click(await screen.findByRole('button', { name: 'Mark as finished and go on' }));

    const heading = await screen.findByRole('heading', { level: 1, name: 'Where' });
    expect(address()).toBe('/courses/practical-sql/lessons/l-2');
    await waitFor(() => expect(heading).toHaveFocus());
    expect(askedForLessons()).toHaveLength(2);
    const outline = screen.getByRole('navigation', { name: 'Course outline' });
    await waitFor(() => expect(within(outline).getByText('Completed')).toBeInTheDocument());
    expect(within(outline).getByRole('link', { name: 'Where' })).toHaveAttribute(
      'aria-current',
      'page',
    );
  });

  test('a lesson whose author has not written its exercise yet is finished by word', async () => {
    enroll();
    const second = platform.state.courses[0]?.content.modules?.[0]?.lessons?.[1];
    if (second) second.kind = 'exercise';
    await open('/courses/practical-sql/lessons/l-2', { as: 'u-ana' });

    expect(await screen.findByRole('button', { name: 'Mark as finished' })).toBeVisible();
  });

  test('a lesson that is graded is finished by its result alone', async () => {
    enroll();
    const second = platform.state.courses[0]?.content.modules?.[0]?.lessons?.[1];
    if (second) {
      second.kind = 'exercise';
      second.exercise = { accepts: ['text'], max_points: 10 };
    }
    await open('/courses/practical-sql/lessons/l-2', { as: 'u-ana' });

    expect(await screen.findByRole('heading', { level: 1, name: 'Where' })).toBeVisible();
    expect(screen.queryByRole('button', { name: /Mark as finished/ })).toBeNull();
  });

  test('keys lead to the neighbors, and pointing at one loads it in advance', async () => {
    enroll();
    const { user } = await open('/courses/practical-sql/lessons/l-1', { as: 'u-ana' });
    await user.hover(await screen.findByRole('link', { name: /Next lesson/ }));
    await waitFor(() => expect(askedForLessons()).toHaveLength(2));

    await user.keyboard('{Alt>}n{/Alt}');
    expect(await screen.findByRole('heading', { level: 1, name: 'Where' })).toBeVisible();
    expect(askedForLessons()).toHaveLength(2);

    await user.keyboard('{Alt>}p{/Alt}');
    expect(await screen.findByRole('heading', { level: 1, name: 'Select' })).toBeVisible();
  });

  test('nothing is loaded from another host before the reader agrees', async () => {
    const { user } = await open('/courses/practical-sql/lessons/l-1');

    const play = await screen.findByRole('button', { name: 'Play the video from YouTube' });
    expect(screen.getByText(/YouTube learns your internet address/)).toBeVisible();
    expect(document.querySelector('iframe')).toBeNull();
    await user.click(play);

    expect(screen.getByTitle('Video: Select')).toHaveAttribute(
      'src',
      'https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1&rel=0',
    );
  });

  test('a video of ours asks as a page of ours, so that its captions load from the bucket', async () => {
    playing({ file: FILE });
    await open('/courses/practical-sql/lessons/l-1');

    const video = await screen.findByLabelText('Video: Select');
    expect(video).toHaveAttribute('src', FILE.url);
    expect(video).toHaveAttribute('crossorigin', 'anonymous');
    expect(video.querySelector('track')).toHaveAttribute('src', 'http://bucket.test/f-2');
  });

  test('a video of another host asks as any page does: few of them allow ours by name', async () => {
    playing({ url: 'https://videos.example.org/select.mp4' });
    await open('/courses/practical-sql/lessons/l-1');

    expect(await screen.findByLabelText('Video: Select')).not.toHaveAttribute('crossorigin');
  });
});
