import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';
import { requestPath } from '@/lib/api/path';
import type { operations } from '@/lib/api/schema';

export type ListedFile = Schemas['ListedFile'];
export type PurposeUsage = Schemas['PurposeUsage'];
export type FileQuery = NonNullable<operations['list_files']['parameters']['query']>;

/** GET /api/files */
export function listFiles(query: FileQuery) {
  return queryOptions({
    queryKey: [requestPath('/api/files', query)],
    queryFn: ({ signal }) => answer(api.GET('/api/files', { params: { query }, signal })),
  });
}

/** Invalidates every list of files. */
export function refreshFiles(client: QueryClient): Promise<void> {
  return client.invalidateQueries({
    predicate: ({ queryKey: [path] }) =>
      typeof path === 'string' && /^\/api\/files(\?|$)/.test(path),
  });
}
