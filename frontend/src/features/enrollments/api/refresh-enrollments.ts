import type { QueryClient } from '@tanstack/react-query';
import { progressLists } from './progress-lists';

/** Invalidates every list of enrollments, and of what is learned by them. */
export async function refreshEnrollments(client: QueryClient): Promise<void> {
  const lists = client.invalidateQueries({
    predicate: ({ queryKey: [path] }) =>
      typeof path === 'string' && path.startsWith('/api/enrollments'),
  });
  await Promise.all([lists, client.invalidateQueries(progressLists)]);
}
