import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { Pagination } from '@/components/pagination';
import { EmptyState, FailedState, Skeleton } from '@/components/states';
import { requestPath } from '@/lib/api/path';
import { useI18n } from '@/lib/i18n/use-i18n';
import { listDeliveries, statuses } from '../api/list-deliveries';
import type { Notification } from '../api/list-notifications';
import { DeliveryBadge } from '../delivery-badge';

interface DeliveryListProps {
  /** What the address says: status and page. */
  params: URLSearchParams;
  path: string;
}

/** Everybody's messages, newest first; all of them, or those of one status. */
export function DeliveryList({ params, path }: DeliveryListProps): ReactElement {
  const { t } = useI18n();
  const status = statuses.find((one) => one === params.get('status'));
  const page = Math.max(1, Number(params.get('page') ?? 1) || 1);
  const query = useQuery({ ...listDeliveries(status, page), placeholderData: keepPreviousData });
  return (
    <>
      <nav aria-label={t('delivery.status')}>
        <ul className="tabs">
          {[undefined, ...statuses].map((one) => (
            <li key={one ?? 'all'}>
              <Link
                className="chip"
                href={requestPath(path, { status: one })}
                aria-current={one === status ? 'page' : undefined}
              >
                {t(one === undefined ? 'delivery.any' : `delivery.${one}`)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {query.data ? (
        <div aria-busy={query.isPlaceholderData}>
          <p className="muted" role="status">
            {t('delivery.count', { count: query.data.total })}
          </p>
          {query.data.items.length === 0 ? (
            <EmptyState icon="mail" title={t('delivery.empty')} />
          ) : (
            <Rows deliveries={query.data.items} path={path} />
          )}
          <Pagination
            page={page}
            pages={Math.ceil(query.data.total / query.data.limit)}
            href={(to) => requestPath(path, { status, page: to })}
          />
        </div>
      ) : query.isError ? (
        <FailedState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Skeleton shape="rows" lines={8} />
      )}
    </>
  );
}

function Rows({
  deliveries,
  path,
}: {
  deliveries: readonly Notification[];
  path: string;
}): ReactElement {
  const { t, dateTime } = useI18n();
  return (
    <div className="table-frame" role="region" aria-label={t('nav.deliveries')} tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('write.subject')}</th>
            <th scope="col">{t('delivery.status')}</th>
            <th scope="col" className="table__spare">
              {t('delivery.channel')}
            </th>
            <th scope="col" className="table__spare">
              {t('delivery.created')}
            </th>
          </tr>
        </thead>
        <tbody>
          {deliveries.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <Link className="person" href={requestPath(path, { id: one.id })} dir="auto">
                  {one.subject}
                </Link>
                <span className="muted">
                  <bdi dir="ltr">{one.address ?? one.recipient_id}</bdi>
                </span>
              </th>
              <td>
                <DeliveryBadge notification={one} />
              </td>
              <td className="table__spare">{t(`channel.${one.channel}`)}</td>
              <td className="table__spare">{dateTime(one.created_at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
