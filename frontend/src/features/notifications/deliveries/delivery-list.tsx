import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { Pagination } from '@/components/pagination';
import { EmptyState, FailedState, Skeleton } from '@/components/states';
import { requestPath } from '@/lib/api/path';
import { useI18n } from '@/lib/i18n/use-i18n';
import { listDeliveries, statuses, type Delivery } from '../api/list-deliveries';
import { DeliveryBadge } from '../delivery-badge';

interface DeliveryListProps {
  /** What the address says: recipient, status and page. */
  params: URLSearchParams;
  path: string;
}

/** Messages, newest first: everybody's or one person's, all or those of one status. */
export function DeliveryList({ params, path }: DeliveryListProps): ReactElement {
  const { t } = useI18n();
  const status = statuses.find((one) => one === params.get('status'));
  const recipient = params.get('recipient_id') ?? undefined;
  const page = Math.max(1, Number(params.get('page') ?? 1) || 1);
  const query = useQuery({
    ...listDeliveries({ status, recipient_id: recipient, page }),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <nav aria-label={t('delivery.status')}>
        <ul className="tabs">
          {[undefined, ...statuses].map((one) => (
            <li key={one ?? 'all'}>
              <Link
                className="chip"
                href={requestPath(path, { recipient_id: recipient, status: one })}
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
            href={(to) => requestPath(path, { recipient_id: recipient, status, page: to })}
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
  deliveries: readonly Delivery[];
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
                <RecipientLine delivery={one} path={path} />
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

/** Who it is for, and the address that it goes to; without one, that of their account. */
function RecipientLine({ delivery, path }: { delivery: Delivery; path: string }): ReactElement {
  const { t } = useI18n();
  const { recipient, recipient_id: id } = delivery;
  const address = delivery.address ?? recipient?.email ?? null;
  return (
    <span className="recipient muted">
      <Link href={requestPath(path, { recipient_id: id })}>
        <bdi>{recipient?.name ?? t('person.deleted')}</bdi>
      </Link>
      {address === null ? null : <bdi dir="ltr">{address}</bdi>}
      {recipient?.active === false ? <span>{t('users.inactive')}</span> : null}
    </span>
  );
}
