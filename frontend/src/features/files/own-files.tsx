import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Redirect, useLocation, useSearch } from 'wouter';
import { Select } from '@/components/field';
import { Pagination } from '@/components/pagination';
import { EmptyState, FailedState, Skeleton } from '@/components/states';
import { requestPath } from '@/lib/api/path';
import { useI18n } from '@/lib/i18n/use-i18n';
import { listFiles } from './api/list-files';
import { DeleteUnused } from './delete-unused';
import { FileRow } from './file-row';
import { Room } from './room';

const PAGE_SIZE = 20;
const USED: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['no', false],
]);

/** Somebody's files, and the room that they take. */
export function OwnFiles(): ReactElement {
  const { t } = useI18n();
  const [path, navigate] = useLocation();
  const params = new URLSearchParams(useSearch());
  const used = params.get('used') ?? '';
  const page = Math.max(1, Number(params.get('page') ?? 1) || 1);
  const in_use = USED.get(used);
  const query = useQuery({
    ...listFiles({ ...(in_use === undefined ? {} : { in_use }), page, limit: PAGE_SIZE }),
    placeholderData: keepPreviousData,
  });
  if (query.isError && !query.data) {
    return <FailedState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Skeleton shape="rows" lines={4} />;
  const { items, total, usage, unused } = query.data;
  const pages = Math.ceil(total / PAGE_SIZE);
  // After deleting the only file of the last page, go on with the page before it.
  if (page > Math.max(1, pages) && !query.isPlaceholderData) {
    return <Redirect to={requestPath(path, { used, page: pages > 1 ? pages : '' })} replace />;
  }
  if (items.length === 0 && query.isPlaceholderData) return <Skeleton shape="rows" lines={4} />;
  if (total === 0 && in_use === undefined) {
    return (
      <EmptyState icon="file" title={t('files.empty')}>
        <p>{t('files.emptyText')}</p>
      </EmptyState>
    );
  }
  return (
    <>
      <Room usage={usage} />
      <section className="section" aria-labelledby="files">
        <h2 className="visually-hidden" id="files">
          {t('files.list')}
        </h2>
        <div className="toolbar">
          <Select
            label={t('files.show')}
            value={in_use === undefined ? '' : used}
            onChange={({ target }) => navigate(requestPath(path, { used: target.value }))}
          >
            <option value="">{t('files.all')}</option>
            <option value="yes">{t('files.used')}</option>
            <option value="no">{t('files.notUsed')}</option>
          </Select>
          <DeleteUnused unused={unused} />
        </div>
        {items.length === 0 ? (
          <EmptyState icon="file" title={t('files.none')} />
        ) : (
          <ul className="rows">
            {items.map((one) => (
              <FileRow key={one.id} file={one} />
            ))}
          </ul>
        )}
        <Pagination
          page={page}
          pages={pages}
          href={(number) => requestPath(path, { used, page: number })}
        />
      </section>
    </>
  );
}
