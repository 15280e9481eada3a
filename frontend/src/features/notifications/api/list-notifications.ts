import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';
import { requestPath } from '@/lib/api/path';

export type Notification = Schemas['Notification'];
export type InboxPage = Schemas['Inbox'];

const shortest = { limit: 1 };
export const unreadKey = [requestPath('/api/notifications', shortest)];

/** GET /api/notifications */
export function listNotifications(page: number) {
  const query = { limit: 20, page };
  return queryOptions({
    queryKey: [requestPath('/api/notifications', query)],
    queryFn: async ({ client, signal }) => {
      const found = await answer(api.GET('/api/notifications', { params: { query }, signal }));
      client.setQueryData<InboxPage>(unreadKey, { ...found, items: [] });
      return found;
    },
    // People who open the inbox want the newest messages.
    staleTime: 0,
    refetchOnWindowFocus: true,
  });
}

/** GET /api/notifications, with the smallest page: the number of unread messages. */
export function countUnread() {
  return queryOptions({
    queryKey: unreadKey,
    queryFn: ({ signal }) =>
      answer(api.GET('/api/notifications', { params: { query: shortest }, signal })),
    select: ({ unread }) => unread,
    // Refetched on return to the window; at most once a minute, like any query.
    refetchOnWindowFocus: true,
  });
}
