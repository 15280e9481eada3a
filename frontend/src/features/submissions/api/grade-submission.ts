import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';
import { refreshSubmissions, type Submission } from './list-submissions';

/** PUT /api/submissions/{submission_id}/grade */
export function useGradeSubmission(
  id: string,
): UseMutationResult<Submission, Error, Schemas['GradeRequest']> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) =>
      answer(
        api.PUT('/api/submissions/{submission_id}/grade', {
          body,
          params: { path: { submission_id: id } },
        }),
      ),
    onSuccess: () => refreshSubmissions(client),
  });
}
