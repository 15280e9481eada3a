import type { QueryClient } from '@tanstack/react-query';

/** Lets every list of enrollments be asked for again. */
export function refreshEnrollments(client: QueryClient): Promise<void> {
  return client.invalidateQueries({
    predicate: ({ queryKey: [path] }) =>
      typeof path === 'string' && path.startsWith('/api/enrollments'),
  });
}
