import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '@/lib/api/client';

// Links to files work for an hour; what is opened again after half of it gets new ones.
const FRESH_MS = 30 * 60_000;

/** GET /api/submissions/{submission_id} */
export function getSubmission(id: string) {
  return queryOptions({
    queryKey: [`/api/submissions/${id}`],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/submissions/{submission_id}', {
          params: { path: { submission_id: id } },
          signal,
        }),
      ),
    staleTime: FRESH_MS,
  });
}
