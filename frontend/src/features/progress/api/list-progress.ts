import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';
import { requestPath } from '@/lib/api/path';
import type { operations } from '@/lib/api/schema';

type ProgressQuery = NonNullable<operations['list_progress']['parameters']['query']>;
export type Learning = Schemas['Learning'];

/** GET /api/progress */
export function listProgress(query: ProgressQuery) {
  return queryOptions({
    queryKey: [requestPath('/api/progress', query)],
    queryFn: ({ signal }) => answer(api.GET('/api/progress', { params: { query }, signal })),
  });
}
