import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';
import { requestPath } from '@/lib/api/path';
import type { operations } from '@/lib/api/schema';

export type AuditEntry = Schemas['RecordedEntry'];
export type AuditQuery = NonNullable<operations['list_audit_entries']['parameters']['query']>;

/** Matching entries are not counted any further: `total` is this number when there are more. */
export const MOST_COUNTED = 10_000;

/** GET /api/audit-entries */
export function listAuditEntries(query: AuditQuery) {
  return queryOptions({
    queryKey: [requestPath('/api/audit-entries', query)],
    queryFn: ({ signal }) => answer(api.GET('/api/audit-entries', { params: { query }, signal })),
    // Every sign-in adds to it: show the cached list and refetch.
    staleTime: 0,
  });
}
