import type { QueryClient } from '@tanstack/react-query';
import type { InboxPage, Notification } from './list-notifications';

const inbox = {
  predicate: ({ queryKey: [path] }: { queryKey: readonly unknown[] }): boolean =>
    typeof path === 'string' && /^\/api\/notifications(\?|$)/.test(path),
};

/** Marks messages in every cached page; returns a function that reverts it. */
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

/** Invalidates every page of the inbox and the unread count. */
export function refreshInbox(client: QueryClient): Promise<void> {
  return client.invalidateQueries(inbox);
}
