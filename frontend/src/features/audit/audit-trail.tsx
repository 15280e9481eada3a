import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { useSearch } from 'wouter';
import { Pagination } from '@/components/pagination';
import { EmptyState, FailedState, Skeleton } from '@/components/states';
import { useI18n } from '@/lib/i18n/use-i18n';
import { listAuditEntries, MOST_COUNTED } from './api/list-audit-entries';
import { Entry } from './entry';
import { auditHref, PAGE_SIZE, readFilter, toQuery, type AuditFilter } from './filter';
import { FilterForm } from './filter-form';

interface AuditTrailProps {
  /** A field to choose who did it; null is everybody. */
  picker: (id: string | null, onChoose: (id: string | null) => void) => ReactNode;
  /** The name of a person. */
  name: (id: string) => ReactNode;
}

/** Who did what, latest first. Which entries are shown lives in the address. */
export function AuditTrail({ picker, name }: AuditTrailProps): ReactElement {
  const filter = readFilter(new URLSearchParams(useSearch()));
  return (
    <>
      <FilterForm filter={filter} picker={picker} />
      <EntryList filter={filter} name={name} />
    </>
  );
}

function EntryList({
  filter,
  name,
}: {
  filter: AuditFilter;
  name: AuditTrailProps['name'];
}): ReactElement {
  const { t } = useI18n();
  const query = useQuery({
    ...listAuditEntries(toQuery(filter)),
    placeholderData: keepPreviousData,
  });
  if (query.data === undefined) {
    return query.isError ? (
      <FailedState error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <Skeleton shape="rows" lines={8} />
    );
  }
  const { items, total } = query.data;
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <div aria-busy={query.isPlaceholderData}>
      <p className="muted" role="status">
        {t(total < MOST_COUNTED ? 'audit.count' : 'audit.atLeast', { count: total })}
      </p>
      {items.length === 0 ? (
        <EmptyState icon="search" title={t('audit.empty')} />
      ) : (
        <>
          <p className="muted">{t('audit.zone', { zone })}</p>
          <ol className="audit-entries">
            {items.map((entry) => (
              <Entry key={entry.id} entry={entry} name={name} />
            ))}
          </ol>
        </>
      )}
      <Pagination
        page={filter.page}
        pages={Math.ceil(total / PAGE_SIZE)}
        href={(page) => auditHref({ ...filter, page })}
      />
    </div>
  );
}
