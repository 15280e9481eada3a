import type { QueryClient } from '@tanstack/react-query';
import type { InboxPage, Notification } from './list-notifications';

const inbox = {
  predicate: ({ queryKey: [path] }: { queryKey: readonly unknown[] }): boolean =>
    typeof path === 'string' && /^\/api\/notifications(\?|$)/.test(path),
};

/** Shows messages as read or unread in every page that is kept; answers how to take that back. */
export async function changeInbox(
  client: QueryClient,
  change: (one: Notification) => Notification,
  unread: (before: number) => number,
): Promise<() => void> {
  await client.cancelQueries(inbox);
  const before = client.getQueriesData<InboxPage>(inbox);
  client.setQueriesData<InboxPage>(
    inbox,
    (page) => page && { ...page, items: page.items.map(change), unread: unread(page.unread) },
  );
  return () => before.forEach(([key, page]) => client.setQueryData(key, page));
}

/** Lets every page of the inbox, and the count of what is unread, be asked for again. */
export function refreshInbox(client: QueryClient): Promise<void> {
  return client.invalidateQueries(inbox);
}
