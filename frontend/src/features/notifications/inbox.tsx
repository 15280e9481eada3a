import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useSearch } from 'wouter';
import { Badge } from '@/components/badge';
import { Icon } from '@/components/icon';
import { Pagination } from '@/components/pagination';
import { EmptyState, FailedState, Skeleton } from '@/components/states';
import { requestPath } from '@/lib/api/path';
import { useI18n } from '@/lib/i18n/use-i18n';
import { listNotifications, type Notification } from './api/list-notifications';

export function Inbox(): ReactElement {
  const { t } = useI18n();
  const page = Math.max(1, Number(new URLSearchParams(useSearch()).get('page') ?? 1) || 1);
  const found = useQuery({ ...listNotifications(page), placeholderData: keepPreviousData });
  if (found.isError && !found.data) {
    return <FailedState error={found.error} onRetry={() => void found.refetch()} />;
  }
  if (!found.data) return <Skeleton shape="rows" lines={5} />;
  if (found.data.items.length === 0) {
    return (
      <EmptyState icon="bell" title={t('inbox.empty')}>
        <p>{t('inbox.emptyText')}</p>
      </EmptyState>
    );
  }
  return (
    <>
      <ul className="rows">
        {found.data.items.map((one) => (
          <Message key={one.id} notification={one} />
        ))}
      </ul>
      <Pagination
        page={page}
        pages={Math.ceil(found.data.total / found.data.limit)}
        href={(to) => requestPath('/inbox', { page: to })}
      />
    </>
  );
}

function Message({ notification }: { notification: Notification }): ReactElement {
  const { t, dateTime } = useI18n();
  return (
    <li className="row row--message">
      <details className="message">
        <summary className="message__head">
          <Icon name={notification.channel === 'email' ? 'mail' : 'bell'} />
          <span className="message__subject" dir="auto">
            {notification.subject}
          </span>
          <time className="muted" dateTime={notification.created_at}>
            {dateTime(notification.created_at)}
          </time>
        </summary>
        <p className="prose message__text" dir="auto">
          {notification.text}
        </p>
        <p className="muted">
          {t(`channel.${notification.channel}`)} <DeliveryBadge status={notification.status} />
        </p>
      </details>
    </li>
  );
}

export function DeliveryBadge({ status }: { status: Notification['status'] }): ReactElement {
  const { t } = useI18n();
  const kinds = { delivered: 'good', failed: 'bad', queued: 'neutral', sending: 'warn' } as const;
  return <Badge kind={kinds[status]}>{t(`delivery.${status}`)}</Badge>;
}
