import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { answer, api } from '@/lib/api/client';
import { changeInbox, refreshInbox } from './change-inbox';
import type { Notification } from './list-notifications';

interface Mark {
  notification: Notification;
  read: boolean;
}

/** PUT /api/notifications/{id}: read or unread immediately, reverted if refused. */
export function useUpdateNotification(): UseMutationResult<
  Notification,
  Error,
  Mark,
  { undo: () => void }
> {
  const client = useQueryClient();
  return useMutation({
    // Sent with keepalive, so that it succeeds even if the page is left right away.
    mutationFn: ({ notification: { id }, read }) =>
      answer(
        api.PUT('/api/notifications/{id}', {
          body: { read },
          params: { path: { id } },
          keepalive: true,
        }),
      ),
    onMutate: async ({ notification, read }) => ({
      undo: await changeInbox(
        client,
        (one) =>
          one.id === notification.id
            ? { ...one, read_at: read ? new Date().toISOString() : null, unread: !read }
            : one,
        (before) => Math.max(0, before + (read ? -1 : 1)),
      ),
    }),
    onError: (_error, _mark, context) => {
      context?.undo();
      void refreshInbox(client);
    },
  });
}
