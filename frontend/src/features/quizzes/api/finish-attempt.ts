import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { answer, api } from '@/lib/api/client';
import { attemptKey, type AttemptSheet, type Response } from './get-attempt';
import { attemptsPath } from './list-attempts';

interface Responses {
  responses: Response[];
  /** Ends the attempt; otherwise it is saved as it is. */
  finished: boolean;
}

/** PUT /api/attempts/{attempt_id} */
export function useFinishAttempt(id: string): UseMutationResult<AttemptSheet, Error, Responses> {
  const client = useQueryClient();
  return useMutation({
    // One after the other: an older draft must not overtake a newer one, or the end.
    scope: { id: `attempt ${id}` },
    mutationFn: (body) =>
      answer(api.PUT('/api/attempts/{attempt_id}', { body, params: { path: { attempt_id: id } } })),
    onSuccess: async (attempt) => {
      if (!attempt.finished_at) return;
      client.setQueryData(attemptKey(id), attempt);
      const place = { courseId: attempt.course_id, lessonId: attempt.lesson_id };
      await client.invalidateQueries({
        predicate: ({ queryKey: [path] }) =>
          typeof path === 'string' && path.startsWith(attemptsPath(place)),
      });
    },
  });
}
