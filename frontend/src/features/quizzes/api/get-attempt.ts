import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';

export type AttemptSheet = Schemas['AttemptSheet'];
export type ShownQuestion = Schemas['ShownQuestion'];
export type Response = Schemas['Response'];
export type Review = Schemas['Review'];

export function attemptKey(id: string): string[] {
  return [`/api/attempts/${id}`];
}

/** GET /api/attempts/{attempt_id}: while it is open, what is typed here is newer. */
export function getAttempt(id: string) {
  return queryOptions({
    queryKey: attemptKey(id),
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/attempts/{attempt_id}', { params: { path: { attempt_id: id } }, signal }),
      ),
    staleTime: Infinity,
  });
}
