import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';

export type Course = Schemas['Course'];
export type Module = Schemas['Module'];
export type Lesson = Schemas['Lesson'];

export function courseKey(idOrSlug: string): string[] {
  return [`/api/courses/${encodeURIComponent(idOrSlug)}`];
}

/** GET /api/courses/{id} */
export function getCourse(idOrSlug: string) {
  return queryOptions({
    queryKey: courseKey(idOrSlug),
    queryFn: ({ signal }) =>
      answer(api.GET('/api/courses/{id}', { params: { path: { id: idOrSlug } }, signal })),
  });
}
