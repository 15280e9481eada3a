import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';
import { requestPath } from '@/lib/api/path';

export type Attempt = Schemas['QuizAttempt'];

/** The lesson that a quiz belongs to. */
export interface QuizPlace {
  courseId: string;
  lessonId: string;
}

export function attemptsPath({ courseId, lessonId }: QuizPlace): string {
  return `/api/courses/${courseId}/lessons/${encodeURIComponent(lessonId)}/attempts`;
}

/** GET /api/courses/{course_id}/lessons/{lesson_id}/attempts */
export function listAttempts(place: QuizPlace, query: { page: number; limit: number }) {
  return queryOptions({
    queryKey: [requestPath(attemptsPath(place), query)],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/courses/{course_id}/lessons/{lesson_id}/attempts', {
          params: { path: { course_id: place.courseId, lesson_id: place.lessonId }, query },
          signal,
        }),
      ),
  });
}
