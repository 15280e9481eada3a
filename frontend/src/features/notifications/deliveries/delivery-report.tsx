import { useQuery } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { Link } from 'wouter';
import { EmptyState, FailedState, Skeleton } from '@/components/states';
import { requestPath } from '@/lib/api/path';
import { ApiProblem } from '@/lib/api/problem';
import { useI18n } from '@/lib/i18n/use-i18n';
import { getNotification } from '../api/get-notification';
import type { Notification } from '../api/list-notifications';
import { DeliveryBadge } from '../delivery-badge';
import { Ledger } from '../ledger';
import { ReplayButton } from './replay-button';

const LOOK_AGAIN_MS = 2000;

/** Polls a message until it has arrived or is held. */
function lookAgain(notification: Notification | undefined): number | false {
  if (notification?.held_until !== null) return false;
  const { status } = notification;
  return status === 'queued' || status === 'sending' ? LOOK_AGAIN_MS : false;
}

interface DeliveryReportProps {
  id: string;
  /** Where the list is. */
  path: string;
  /** The name of a person. */
  name: (id: string) => ReactNode;
}

/** One message's full delivery record, with a way to resend it. */
export function DeliveryReport({ id, path, name }: DeliveryReportProps): ReactElement {
  const { t } = useI18n();
  const query = useQuery({
    ...getNotification(id),
    refetchInterval: ({ state }) => lookAgain(state.data),
  });
  if (query.data) {
    const { recipient_id } = query.data;
    return (
      <Account
        notification={query.data}
        recipient={<Link href={requestPath(path, { recipient_id })}>{name(recipient_id)}</Link>}
      />
    );
  }
  if (query.error instanceof ApiProblem && query.error.status === 404) {
    return <EmptyState icon="mail" title={t('delivery.unknown')} />;
  }
  return query.isError ? (
    <FailedState error={query.error} onRetry={() => void query.refetch()} />
  ) : (
    <Skeleton lines={5} />
  );
}

function Account({
  notification,
  recipient,
}: {
  notification: Notification;
  recipient: ReactNode;
}): ReactElement {
  const { t, dateTime } = useI18n();
  return (
    <section className="panel">
      <h2 className="panel__title" dir="auto">
        {notification.subject}
      </h2>
      <dl className="facts facts--wide">
        <Fact name={t('delivery.status')}>
          <DeliveryBadge notification={notification} />
        </Fact>
        <Fact name={t('delivery.channel')}>{t(`channel.${notification.channel}`)}</Fact>
        {notification.fallbacks.length === 0 ? null : (
          <Fact name={t('delivery.fallbacks')}>
            {notification.fallbacks.map((one) => t(`channel.${one}`)).join(', ')}
          </Fact>
        )}
        <Fact name={t('delivery.about')}>{t(`category.${notification.category}`)}</Fact>
        <Fact name={t('delivery.to')}>
          <span className="recipient">
            {recipient}
            {notification.address === null ? null : <bdi dir="ltr">{notification.address}</bdi>}
          </span>
        </Fact>
        <Fact name={t('delivery.created')}>{dateTime(notification.created_at)}</Fact>
        {notification.delivered_at === null ? null : (
          <Fact name={t('delivery.delivered')}>{dateTime(notification.delivered_at)}</Fact>
        )}
        <Fact name={t('delivery.id')}>
          <bdi dir="ltr">{notification.id}</bdi>
        </Fact>
      </dl>
      <div className="section__head">
        <h3>{t('delivery.attempts')}</h3>
        <ReplayButton notification={notification} />
      </div>
      <Ledger attempts={notification.attempts} />
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
