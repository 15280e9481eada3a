import { requestPath } from '@/lib/api/path';
import { listAuditEntriesQuery } from '@/lib/api/queries';
import type { AuditQuery } from './api/list-audit-entries';

export const PAGE_SIZE = 20;
/** As long as an id can be. */
export const ID_LENGTH = 200;

const PATH = '/admin/audit';
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const ID = /^[!-~]+$/;
const TRACE_ID = /^[0-9a-f]{32}$/;

/** Which entries, as the page's address says it; empty is any. */
export interface AuditFilter {
  actor_id: string;
  type: string;
  subject: string;
  request_id: string;
  trace_id: string;
  /** The first and the last day, such as 2026-11-29, where the reader is. */
  from: string;
  to: string;
  page: number;
}

export const everything: AuditFilter = {
  actor_id: '',
  type: '',
  subject: '',
  request_id: '',
  trace_id: '',
  from: '',
  to: '',
  page: 1,
};

export function readFilter(params: URLSearchParams): AuditFilter {
  const page = Number(params.get('page') ?? 1);
  const most = listAuditEntriesQuery.page.maximum;
  return {
    actor_id: params.get('actor_id') ?? '',
    type: params.get('type') ?? '',
    subject: params.get('subject') ?? '',
    request_id: params.get('request_id') ?? '',
    trace_id: params.get('trace_id') ?? '',
    from: day(params.get('from')),
    to: day(params.get('to')),
    page: Number.isInteger(page) && page >= 1 && page <= most ? page : 1,
  };
}

/** The address of these entries; the first page has no number. */
export function auditHref(filter: Partial<AuditFilter>): string {
  const { page = 1 } = filter;
  return requestPath(PATH, { ...filter, page: page > 1 ? page : '' });
}

export function toQuery({ from, to, page, ...filter }: AuditFilter): AuditQuery {
  return {
    ...Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== '')),
    ...(from === '' ? {} : { since: startOf(from) }),
    // The API's end is not included, the reader's last day is.
    ...(to === '' ? {} : { until: startOf(to, 1) }),
    limit: PAGE_SIZE,
    page,
  };
}

export function isId(text: string): boolean {
  return ID.test(text);
}

/** What somebody was given to quote: the id of a trace, else that of a request. */
export function requestOrTrace(id: string): Pick<AuditFilter, 'request_id' | 'trace_id'> {
  const lower = id.toLowerCase();
  return TRACE_ID.test(lower)
    ? { request_id: '', trace_id: lower }
    : { request_id: id, trace_id: '' };
}

function day(text: string | null): string {
  const isDay = text !== null && DAY.test(text) && !Number.isNaN(new Date(text).getTime());
  return isDay ? text : '';
}

/** When a day begins where the reader is, or the day this many days later. */
function startOf(text: string, later = 0): string {
  const time = new Date(`${text}T00:00:00`);
  time.setDate(time.getDate() + later);
  return time.toISOString();
}
