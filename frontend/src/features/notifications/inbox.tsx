import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useSearch } from 'wouter';
import { Button } from '@/components/button';
import { Pagination } from '@/components/pagination';
import { explain } from '@/components/problem-note';
import { EmptyState, FailedState, Skeleton } from '@/components/states';
import { notify } from '@/components/toast';
import { requestPath } from '@/lib/api/path';
import { useI18n } from '@/lib/i18n/use-i18n';
import { listNotifications } from './api/list-notifications';
import { useMarkNotificationsRead } from './api/mark-notifications-read';
import { Message } from './message';

export function Inbox(): ReactElement {
  const { t } = useI18n();
  const page = Math.max(1, Number(new URLSearchParams(useSearch()).get('page') ?? 1) || 1);
  const query = useQuery({ ...listNotifications(page), placeholderData: keepPreviousData });
  if (query.isError && !query.data) {
    return <FailedState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Skeleton shape="rows" lines={5} />;
  if (query.data.items.length === 0) {
    return (
      <EmptyState icon="bell" title={t('inbox.empty')}>
        <p>{t('inbox.emptyText')}</p>
      </EmptyState>
    );
  }
  return (
    <>
      <Unread unread={query.data.unread} />
      <ul className="rows">
        {query.data.items.map((one) => (
          <Message key={one.id} notification={one} />
        ))}
      </ul>
      <Pagination
        page={page}
        pages={Math.ceil(query.data.total / query.data.limit)}
        href={(to) => requestPath('/inbox', { page: to })}
      />
    </>
  );
}

function Unread({ unread }: { unread: number }): ReactElement {
  const i18n = useI18n();
  const { t } = i18n;
  const read = useMarkNotificationsRead();
  return (
    <div className="inbox__bar">
      <p className="inbox__unread" role="status">
        {t('inbox.unread', { count: unread })}
      </p>
      {unread === 0 ? null : (
        <Button
          disabled={read.isPending}
          onClick={() => {
            read.mutateAsync().catch((error: unknown) => notify(explain(error, i18n), 'failed'));
          }}
        >
          {t('inbox.readAll')}
        </Button>
      )}
    </div>
  );
}
