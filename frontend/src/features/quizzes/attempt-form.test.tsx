import { QueryClientProvider } from '@tanstack/react-query';
import { act, render, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withWords } from '@/lib/i18n/language';
import { createQueryClient } from '@/lib/query-client';
import { refuse } from '@/testing/platform';
import { server } from '@/testing/server';
import type { AttemptSheet } from './api/get-attempt';
import { AttemptForm } from './attempt-form';

const attempt: AttemptSheet = {
  id: 'a-1',
  user_id: 'u-ana',
  course_id: 'c-sql',
  lesson_id: 'l-2',
  number: 1,
  is_preview: false,
  started_at: '2026-11-22T10:00:00Z',
  deadline: '2026-11-22T10:01:00Z',
  seconds_left: 60,
  quiz: { questions: [], pass_percent: 50, max_points: 1, minutes: 1 },
  responses: [],
};

beforeEach(async () => {
  await withWords(['practice'], Promise.resolve());
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => vi.useRealTimers());

function pass(seconds: number): void {
  act(() => {
    vi.advanceTimersByTime(seconds * 1000);
  });
}

/** What the platform gets of an attempt whose requests fail in these ways. */
function requests(...failures: (() => Response)[]): unknown[] {
  const sent: unknown[] = [];
  server.use(
    http.put('*/api/attempts/a-1', async ({ request }) => {
      sent.push(await request.json());
      const failure = failures.shift();
      return failure?.() ?? HttpResponse.json({ ...attempt, finished_at: attempt.deadline });
    }),
  );
  return sent;
}

test('a time that is over is sent again until the platform has it, and then no more', async () => {
  const sent = requests(
    () => refuse(503, 'unavailable'),
    () => refuse(500, 'internal'),
  );
  render(
    <QueryClientProvider client={createQueryClient()}>
      <AttemptForm attempt={attempt} />
    </QueryClientProvider>,
  );

  pass(59);
  expect(sent).toEqual([]);
  for (const [times, seconds] of [1, 3, 3].entries()) {
    pass(seconds);
    await waitFor(() => expect(sent).toHaveLength(times + 1));
    // Until its response has arrived, no other is sent.
    await act(() => new Promise((resolve) => setTimeout(resolve, 200)));
  }
  pass(600);
  await act(() => new Promise((resolve) => setTimeout(resolve, 200)));

  expect(sent).toEqual(Array(3).fill({ responses: [], finished: true }));
});
