import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';
import { requestPath } from '@/lib/api/path';
import type { operations } from '@/lib/api/schema';

export type CatalogQuery = NonNullable<operations['list_courses']['parameters']['query']>;
export type CatalogPage = Schemas['CatalogPage'];
export type CatalogItem = Schemas['CatalogItem'];

/** GET /api/courses */
export function listCourses(query: CatalogQuery) {
  return queryOptions({
    queryKey: [requestPath('/api/courses', query)],
    queryFn: ({ signal }) => answer(api.GET('/api/courses', { params: { query }, signal })),
  });
}
