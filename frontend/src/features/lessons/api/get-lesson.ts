import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';
import { ApiProblem, NetworkProblem } from '@/lib/api/problem';
import { dropLesson, keepLesson, keptLesson } from '@/lib/offline/lessons';

export type Lesson = Schemas['LessonPage'] & { isKept?: boolean };

export function lessonKey(slug: string, lessonId: string): [string] {
  return [`/api/courses/${encodeURIComponent(slug)}/lessons/${encodeURIComponent(lessonId)}`];
}

/** GET /api/courses/{course_id}/lessons/{lesson_id}; without a network, as it was last opened. */
export function getLesson(slug: string, lessonId: string) {
  const [path] = lessonKey(slug, lessonId);
  return queryOptions({
    queryKey: lessonKey(slug, lessonId),
    queryFn: async ({ signal }): Promise<Lesson> => {
      try {
        const lesson: Lesson = await answer(
          api.GET('/api/courses/{course_id}/lessons/{lesson_id}', {
            params: { path: { course_id: slug, lesson_id: lessonId } },
            signal,
          }),
        );
        void keepLesson(path, lesson);
        return lesson;
      } catch (error) {
        if (error instanceof NetworkProblem) {
          const kept = await keptLesson<Lesson>(path);
          if (kept !== null) return { ...kept, isKept: true };
        }
        const isClosed = error instanceof ApiProblem && [401, 403, 404].includes(error.status);
        if (isClosed) void dropLesson(path);
        throw error;
      }
    },
  });
}
