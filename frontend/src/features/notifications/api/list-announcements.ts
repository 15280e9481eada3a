import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { answer, api } from '@/lib/api/client';
import { requestPath } from '@/lib/api/path';

/** GET /api/announcements; of one course, or all visible to the caller. */
export function listAnnouncements(courseId: string | null, page: number) {
  const query = { limit: 20, page, ...(courseId === null ? {} : { course_id: courseId }) };
  return queryOptions({
    queryKey: [requestPath('/api/announcements', query)],
    queryFn: ({ signal }) => answer(api.GET('/api/announcements', { params: { query }, signal })),
    staleTime: 0,
  });
}

/** Invalidates every list of announcements. */
export function refreshAnnouncements(client: QueryClient): Promise<void> {
  return client.invalidateQueries({
    predicate: ({ queryKey: [path] }) =>
      typeof path === 'string' && /^\/api\/announcements(\?|$)/.test(path),
  });
}
