import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';

export type PushDevice = Schemas['PushSubscription'];
export type PushDevices = Schemas['PushSubscriptions'];

/** GET /api/push-subscriptions */
export function listPushSubscriptions() {
  return queryOptions({
    queryKey: ['/api/push-subscriptions'],
    queryFn: ({ signal }) => answer(api.GET('/api/push-subscriptions', { signal })),
  });
}
