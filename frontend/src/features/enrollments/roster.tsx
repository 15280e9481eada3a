import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { useLocation, useSearch } from 'wouter';
import { Badge } from '@/components/badge';
import { Select } from '@/components/field';
import { Pagination } from '@/components/pagination';
import { EmptyState, FailedState, Skeleton } from '@/components/states';
import { requestPath } from '@/lib/api/path';
import { useI18n } from '@/lib/i18n/use-i18n';
import { listEnrollments, type Enrollment } from './api/list-enrollments';

const PAGE_SIZE = 50;

interface RosterProps {
  courseId: string;
  /** Actions on one learner. */
  actions: (enrollment: Enrollment) => ReactNode;
}

/** Who takes the course, and who has left it. */
export function Roster({ courseId, actions }: RosterProps): ReactElement {
  const { t, date } = useI18n();
  const [path, navigate] = useLocation();
  const params = new URLSearchParams(useSearch());
  const status = params.get('status') === 'cancelled' ? 'cancelled' : 'active';
  const page = Math.max(1, Number(params.get('page') ?? 1) || 1);
  const query = useQuery({
    ...listEnrollments({ course_id: courseId, status, page, limit: PAGE_SIZE }),
    placeholderData: keepPreviousData,
  });

  if (query.isError && !query.data) {
    return <FailedState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Skeleton shape="rows" lines={6} />;

  return (
    <>
      <div className="toolbar">
        <Select
          label={t('roster.status')}
          value={status}
          onChange={({ target }) => navigate(requestPath(path, { status: target.value }))}
        >
          <option value="active">{t('roster.active')}</option>
          <option value="cancelled">{t('roster.cancelled')}</option>
        </Select>
      </div>
      <p className="muted" role="status">
        {t('roster.count', { count: query.data.total })}
      </p>
      {query.data.items.length === 0 ? (
        <EmptyState icon="people" title={t('roster.empty')} />
      ) : (
        <div className="table-frame" role="region" aria-label={t('roster.title')} tabIndex={0}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('user.name')}</th>
                <th scope="col" className="table__spare">
                  {t('roster.since')}
                </th>
                <th scope="col">{t('roster.status')}</th>
                <th scope="col">
                  <span className="visually-hidden">{t('table.actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {query.data.items.map((one) => (
                <tr key={one.id}>
                  <th scope="row">
                    <span className="person" dir="auto">
                      {one.learner?.name ?? t('roster.unknown')}
                    </span>
                    <span className="muted" dir="ltr">
                      {one.learner?.email}
                    </span>
                  </th>
                  <td className="table__spare">{date(one.created_at)}</td>
                  <td>
                    <Badge kind={one.status === 'active' ? 'good' : 'neutral'}>
                      {t(`roster.${one.status}`)}
                    </Badge>
                  </td>
                  <td className="table__actions">{actions(one)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Pagination
        page={page}
        pages={Math.ceil(query.data.total / PAGE_SIZE)}
        href={(to) => requestPath(path, { status, page: to })}
      />
    </>
  );
}
