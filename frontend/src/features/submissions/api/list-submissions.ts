import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';
import { requestPath } from '@/lib/api/path';
import type { operations } from '@/lib/api/schema';

export type Submission = Schemas['Submission'];
export type SubmissionQuery = NonNullable<operations['list_submissions']['parameters']['query']>;

/** GET /api/submissions */
export function listSubmissions(query: SubmissionQuery) {
  return queryOptions({
    queryKey: [requestPath('/api/submissions', query)],
    queryFn: ({ signal }) => answer(api.GET('/api/submissions', { params: { query }, signal })),
  });
}

/** Invalidates every list of submissions. */
export function refreshSubmissions(client: QueryClient): Promise<void> {
  return client.invalidateQueries({
    predicate: ({ queryKey: [path] }) =>
      typeof path === 'string' && path.startsWith('/api/submissions'),
  });
}
