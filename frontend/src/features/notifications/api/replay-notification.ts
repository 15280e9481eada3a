import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { answer, api } from '@/lib/api/client';
import { getNotification } from './get-notification';
import { refreshDeliveries } from './list-deliveries';
import type { Notification } from './list-notifications';

/** POST /api/notifications/{id}/replay */
export function useReplayNotification(): UseMutationResult<Notification, Error, Notification> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id }) =>
      answer(api.POST('/api/notifications/{id}/replay', { params: { path: { id } } })),
    onSuccess: (again) => {
      client.setQueryData(getNotification(again.id).queryKey, again);
      void refreshDeliveries(client);
    },
    // It was refused because its state has changed.
    onError: (_error, { id }) => client.invalidateQueries(getNotification(id)),
  });
}
