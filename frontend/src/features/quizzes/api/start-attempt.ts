import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { answer, api, idempotencyKey } from '@/lib/api/client';
import { attemptKey, type AttemptSheet } from './get-attempt';
import { attemptsPath, type QuizPlace } from './list-attempts';

/** POST /api/courses/{course_id}/lessons/{lesson_id}/attempts */
export function useStartAttempt(place: QuizPlace): UseMutationResult<AttemptSheet, Error, void> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      answer(
        api.POST('/api/courses/{course_id}/lessons/{lesson_id}/attempts', {
          params: {
            path: { course_id: place.courseId, lesson_id: place.lessonId },
            header: { 'Idempotency-Key': idempotencyKey() },
          },
        }),
      ),
    onSuccess: (started) => {
      client.setQueryData(attemptKey(started.id), started);
    },
    onSettled: () =>
      client.invalidateQueries({
        predicate: ({ queryKey: [path] }) =>
          typeof path === 'string' && path.startsWith(attemptsPath(place)),
      }),
  });
}
