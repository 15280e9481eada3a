import type { QueryClient } from '@tanstack/react-query';

/** Invalidates every list of enrollments. */
export function refreshEnrollments(client: QueryClient): Promise<void> {
  return client.invalidateQueries({
    predicate: ({ queryKey: [path] }) =>
      typeof path === 'string' && path.startsWith('/api/enrollments'),
  });
}
