import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';
import { requestPath } from '@/lib/api/path';

export type OwnCourse = Schemas['CatalogItem'];
export type Status = OwnCourse['status'] | 'any';

/** GET /api/courses?instructor=me: the caller's courses, including drafts. */
export function listOwnCourses(status: Status, page: number) {
  const query = { instructor: 'me', status, page, limit: 50 } as const;
  return queryOptions({
    queryKey: [requestPath('/api/courses', query)],
    queryFn: ({ signal }) => answer(api.GET('/api/courses', { params: { query }, signal })),
  });
}
