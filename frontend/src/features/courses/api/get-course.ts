import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';

/** A course as everybody sees it; its content is for its author and its learners. */
export type Course = Schemas['CourseOverview'];
export type OutlineModule = Schemas['OutlineModule'];
export type OutlineLesson = Schemas['OutlineLesson'];

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
