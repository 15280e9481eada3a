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
    // Who looks into the inbox looks for what has just come.
    staleTime: 0,
    refetchOnWindowFocus: true,
  });
}

/** GET /api/notifications, the shortest page of it: how many messages were not read. */
export function countUnread() {
  return queryOptions({
    queryKey: unreadKey,
    queryFn: ({ signal }) =>
      answer(api.GET('/api/notifications', { params: { query: shortest }, signal })),
    select: ({ unread }) => unread,
    // Who comes back sees what has come meanwhile; at most once a minute, as any other query.
    refetchOnWindowFocus: true,
  });
}
