import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { changeInbox, refreshInbox } from './change-inbox';

/** PUT /api/notifications: marks all as read immediately, reverted if refused. */
export function useMarkNotificationsRead(): UseMutationResult<
  void,
  Error,
  void,
  { undo: () => void }
> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      await api.PUT('/api/notifications', { body: { read: true }, keepalive: true });
    },
    onMutate: async () => {
      const now = new Date().toISOString();
      return {
        undo: await changeInbox(
          client,
          (one) => (one.unread ? { ...one, read_at: now, unread: false } : one),
          () => 0,
        ),
      };
    },
    onError: (_error, _nothing, context) => {
      context?.undo();
      void refreshInbox(client);
    },
  });
}
