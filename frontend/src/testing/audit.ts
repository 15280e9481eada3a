import { http, HttpResponse, type HttpHandler } from 'msw';
import type { Schemas } from '@/lib/api/client';
import { caller, refuse } from './platform';
import { samplePage } from './samples';

type Entry = Schemas['RecordedEntry'];

export const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

export function sampleEntry(
  changes: Partial<Omit<Entry, 'data'>> & { data?: unknown } = {},
): Entry {
  return {
    position: 7,
    id: 'ev-7',
    source: '/functions/update_user',
    type: 'org.learning.user.updated.v1',
    subject: 'u-ana',
    actor_id: 'u-ada',
    actor_role: 'admin',
    trace_id: TRACE,
    request_id: 'req-7',
    happened_at: '2026-11-22T10:00:05Z',
    recorded_at: '2026-11-22T10:00:06Z',
    hash: '9f86d081884c7d65',
    ...changes,
    data: (changes.data === undefined ? { changes: ['role'] } : changes.data) as Entry['data'],
  };
}

interface State {
  entries: Entry[];
  /** How many the platform says there are; as many as it has if null. */
  total: number | null;
}

function fresh(): State {
  return {
    entries: [
      sampleEntry(),
      sampleEntry({
        id: 'ev-6',
        position: 6,
        type: 'org.learning.course.published.v1',
        subject: 'c-sql',
        actor_id: 'u-ivo',
        actor_role: 'instructor',
        request_id: 'req-6',
        trace_id: '',
        data: { title: 'Practical SQL' },
      }),
      sampleEntry({
        id: 'ev-5',
        position: 5,
        type: 'org.learning.signin.failed.v1',
        actor_id: 'anonymous',
        actor_role: 'anonymous',
        request_id: 'req-5',
        data: null,
      }),
    ],
    total: null,
  };
}

/** The trail of the tests' platform; each test starts with a fresh one. */
export const audit = {
  state: fresh(),
  reset(): void {
    audit.state = fresh();
  },
};

export const auditHandlers: HttpHandler[] = [
  http.get('*/api/audit-entries', ({ request }) => {
    if (caller(request)?.role !== 'admin') return refuse(403, 'forbidden');
    const params = new URL(request.url).searchParams;
    const names = ['actor_id', 'subject', 'type', 'request_id', 'trace_id'] as const;
    const since = Date.parse(params.get('since') ?? '2000-01-01');
    const until = Date.parse(params.get('until') ?? '3000-01-01');
    const found = audit.state.entries.filter((one) => {
      const time = Date.parse(one.happened_at);
      const matches = names.every((name) => (params.get(name) ?? one[name]) === one[name]);
      return matches && since <= time && time < until;
    });
    return HttpResponse.json({ ...samplePage(found), total: audit.state.total ?? found.length });
  }),
];
