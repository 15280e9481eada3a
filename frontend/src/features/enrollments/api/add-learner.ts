import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { answer, api, idempotencyKey } from '@/lib/api/client';
import type { Enrollment } from './list-enrollments';
import { refreshEnrollments } from './refresh-enrollments';

interface Wanted {
  courseId: string;
  email: string;
}

/** POST /api/courses/{course_id}/learners */
export function useAddLearner(): UseMutationResult<Enrollment, Error, Wanted> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ courseId, email }) =>
      answer(
        api.POST('/api/courses/{course_id}/learners', {
          body: { email },
          params: {
            path: { course_id: courseId },
            header: { 'Idempotency-Key': idempotencyKey() },
          },
        }),
      ),
    onSuccess: () => refreshEnrollments(client),
  });
}
