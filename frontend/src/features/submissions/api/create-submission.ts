import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { answer, api, idempotencyKey, type Schemas } from '@/lib/api/client';
import { refreshSubmissions, type Submission } from './list-submissions';

interface Exercise {
  courseId: string;
  lessonId: string;
}

/** POST /api/courses/{course_id}/lessons/{lesson_id}/submissions */
export function useCreateSubmission({
  courseId,
  lessonId,
}: Exercise): UseMutationResult<Submission, Error, Schemas['NewSubmission']> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) =>
      answer(
        api.POST('/api/courses/{course_id}/lessons/{lesson_id}/submissions', {
          body,
          params: {
            path: { course_id: courseId, lesson_id: lessonId },
            header: { 'Idempotency-Key': idempotencyKey() },
          },
        }),
      ),
    onSuccess: () => refreshSubmissions(client),
  });
}
