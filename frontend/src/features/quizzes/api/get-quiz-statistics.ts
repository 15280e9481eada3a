import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '@/lib/api/client';
import type { QuizPlace } from './list-attempts';

/** GET /api/courses/{course_id}/lessons/{lesson_id}/statistics */
export function getQuizStatistics({ courseId, lessonId }: QuizPlace) {
  return queryOptions({
    queryKey: [`/api/courses/${courseId}/lessons/${encodeURIComponent(lessonId)}/statistics`],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/courses/{course_id}/lessons/{lesson_id}/statistics', {
          params: { path: { course_id: courseId, lesson_id: lessonId } },
          signal,
        }),
      ),
  });
}
