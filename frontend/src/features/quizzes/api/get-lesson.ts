import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';

export type LessonPage = Schemas['LessonPage'];

/** GET /api/courses/{course_id}/lessons/{lesson_id} */
export function getLesson(course: string, lesson: string) {
  return queryOptions({
    queryKey: [`/api/courses/${encodeURIComponent(course)}/lessons/${encodeURIComponent(lesson)}`],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/courses/{course_id}/lessons/{lesson_id}', {
          params: { path: { course_id: course, lesson_id: lesson } },
          signal,
        }),
      ),
  });
}
