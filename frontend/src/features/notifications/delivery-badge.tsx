import type { ReactElement } from 'react';
import { Badge } from '@/components/badge';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Notification } from './api/list-notifications';

const kinds = {
  queued: 'neutral',
  sending: 'warn',
  delivered: 'good',
  bounced: 'bad',
  failed: 'bad',
  suppressed: 'warn',
} as const satisfies Record<Notification['status'], string>;

/** A message's status, and until when it is held. */
export function DeliveryBadge({
  notification: { status, held_until: heldUntil },
}: {
  notification: Notification;
}): ReactElement {
  const { t, dateTime } = useI18n();
  if (heldUntil !== null) {
    return <Badge kind="neutral">{t('delivery.held', { date: dateTime(heldUntil) })}</Badge>;
  }
  return <Badge kind={kinds[status]}>{t(`delivery.${status}`)}</Badge>;
}
