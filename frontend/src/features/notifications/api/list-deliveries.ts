import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';
import { requestPath } from '@/lib/api/path';
import { listDeliveriesQuery } from '@/lib/api/queries';
import type { operations } from '@/lib/api/schema';

export type Delivery = Schemas['Delivery'];
type DeliveryQuery = NonNullable<operations['list_deliveries']['parameters']['query']>;

/** In the order of a message's life. */
export const statuses = listDeliveriesQuery.status.values;

/** GET /api/deliveries */
export function listDeliveries({
  status,
  recipient_id,
  page,
}: {
  status: Delivery['status'] | undefined;
  recipient_id: string | undefined;
  page: number;
}) {
  const query: DeliveryQuery = {
    limit: 20,
    page,
    ...(status === undefined ? {} : { status }),
    ...(recipient_id === undefined ? {} : { recipient_id }),
  };
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
