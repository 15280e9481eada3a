import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { answer, api } from '@/lib/api/client';
import { listDeliveriesQuery } from '@/lib/api/fields';
import { requestPath } from '@/lib/api/path';
import type { Notification } from './list-notifications';

type Status = Notification['status'];

/** In the order of a message's life. */
export const statuses = listDeliveriesQuery.status.values;

/** GET /api/deliveries */
export function listDeliveries(status: Status | undefined, page: number) {
  const query = { limit: 20, page, ...(status === undefined ? {} : { status }) };
  return queryOptions({
    queryKey: [requestPath('/api/deliveries', query)],
    queryFn: ({ signal }) => answer(api.GET('/api/deliveries', { params: { query }, signal })),
    // It changes constantly: show the cached list and refetch.
    staleTime: 0,
  });
}

/** Invalidates every list of deliveries. */
export function refreshDeliveries(client: QueryClient): Promise<void> {
  return client.invalidateQueries({
    predicate: ({ queryKey: [path] }) =>
      typeof path === 'string' && path.startsWith('/api/deliveries'),
  });
}
