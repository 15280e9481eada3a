import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';
import { lessonKey, type Lesson } from './get-lesson';

type Change = Schemas['ProgressChange'];
type Recorded = Schemas['Recorded'];
type Place = Pick<Lesson, 'id' | 'course_id' | 'course_slug'>;

/** PUT /api/courses/{course_id}/lessons/{lesson_id}/progress; it outlives the page. */
export function recordProgress(lesson: Place, body: Change): Promise<Recorded> {
  return answer(
    api.PUT('/api/courses/{course_id}/lessons/{lesson_id}/progress', {
      params: { path: { course_id: lesson.course_id, lesson_id: lesson.id } },
      body,
      keepalive: true,
    }),
  );
}

/** Records that a lesson is finished; its page and its course's progress show it. */
export function useFinishLesson(): UseMutationResult<Recorded, Error, Place> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (lesson) => recordProgress(lesson, { completed: true }),
    onSuccess: (_recorded, lesson) => {
      client.setQueryData<Lesson>(
        lessonKey(lesson.course_slug, lesson.id),
        (page) => page && { ...page, completed_at: new Date().toISOString() },
      );
      void client.invalidateQueries({
        predicate: ({ queryKey: [path] }) =>
          typeof path === 'string' &&
          (path === `/api/courses/${lesson.course_id}/progress` ||
            path.startsWith('/api/progress')),
      });
    },
  });
}
