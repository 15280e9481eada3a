import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';
import { courseKey } from './get-course';

/** A course with its content, as its author reads and writes it. */
export type AuthoredCourse = Schemas['Course'];
export type Module = Schemas['Module'];
export type Lesson = Schemas['Lesson'];

export function courseContentKey(id: string): string[] {
  return courseKey(id).map((path) => `${path}/content`);
}

/** GET /api/courses/{course_id}/content */
export function getCourseContent(id: string) {
  return queryOptions({
    queryKey: courseContentKey(id),
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/courses/{course_id}/content', {
          params: { path: { course_id: id } },
          signal,
        }),
      ),
  });
}
