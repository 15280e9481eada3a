import { http, HttpResponse, type HttpHandler } from 'msw';
import type { Schemas } from '@/lib/api/client';
import { caller, refuse } from './platform';
import { samplePage } from './samples';

const learners: Schemas['LearnerReport'][] = [
  {
    enrollment_id: 'e-bo',
    user_id: 'u-bo',
    name: 'Bo Stuck',
    email: 'bo@example.org',
    enrolled_at: '2026-01-02T10:00:00Z',
    last_activity_at: null,
    percent: 0,
    lessons: 3,
    lessons_completed: 0,
    next_lesson: { id: 'l-1', title: 'Tables' },
    grades: [],
    average_percent: null,
    completed_at: null,
  },
  {
    enrollment_id: 'e-ana',
    user_id: 'u-ana',
    name: 'Ana Example',
    email: 'ana@example.org',
    enrolled_at: '2026-01-02T10:00:00Z',
    last_activity_at: '2026-11-20T10:00:00Z',
    percent: 100,
    lessons: 3,
    lessons_completed: 3,
    next_lesson: null,
    grades: [{ lesson_id: 'l-2', title: 'Joins', percent: 80, is_passed: true }],
    average_percent: 80,
    completed_at: '2026-11-20T10:00:00Z',
  },
];

export const reportHandlers: HttpHandler[] = [
  http.get('*/api/courses/:id/report', ({ request }) => {
    if (caller(request) === null) return refuse(401, 'unauthenticated');
    const asked = new URL(request.url).searchParams;
    const since = asked.get('stuck_since');
    const items = learners.filter((one) => since === null || one.completed_at === null);
    if (asked.get('order') === 'enrolled') items.reverse();
    return request.headers.get('Accept') === 'text/csv'
      ? new HttpResponse(`name\r\n${items.map((one) => one.name).join('\r\n')}\r\n`, {
          headers: { 'Content-Type': 'text/csv' },
        })
      : HttpResponse.json(samplePage(items));
  }),
];
