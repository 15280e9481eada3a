import { answer, api } from '@/lib/api/client';
import type { PushDevice } from './list-push-subscriptions';

/** POST /api/push-subscriptions; the same browser again is the same device. */
export function createPushSubscription(subscription: PushSubscription): Promise<PushDevice> {
  const { endpoint, keys, expirationTime } = subscription.toJSON();
  return answer(
    api.POST('/api/push-subscriptions', {
      body: {
        endpoint: endpoint ?? '',
        keys: { p256dh: keys?.['p256dh'] ?? '', auth: keys?.['auth'] ?? '' },
        expirationTime: expirationTime ?? null,
      },
    }),
  );
}
