import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { answer, api, idempotencyKey, type Schemas } from '@/lib/api/client';

type Notification = Schemas['Notification'];

/** POST /api/notifications */
export function useCreateNotification(): UseMutationResult<
  Notification,
  Error,
  Schemas['NewNotification']
> {
  return useMutation({
    mutationFn: (body) =>
      answer(
        api.POST('/api/notifications', {
          body,
          params: { header: { 'Idempotency-Key': idempotencyKey() } },
        }),
      ),
  });
}
