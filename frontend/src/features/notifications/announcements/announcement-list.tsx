import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link, useSearch } from 'wouter';
import { ButtonLink } from '@/components/button';
import { Pagination } from '@/components/pagination';
import { EmptyState, FailedState, Skeleton } from '@/components/states';
import { requestPath } from '@/lib/api/path';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Announcement } from '../api/get-announcement';
import { listAnnouncements } from '../api/list-announcements';
import { ProgressBadge } from './progress-badge';

const PATH = '/announcements';

/** The caller's announcements, newest first; of one course if the address names it. */
export function AnnouncementList(): ReactElement {
  const { t } = useI18n();
  const params = new URLSearchParams(useSearch());
  const courseId = params.get('course_id');
  const page = Math.max(1, Number(params.get('page') ?? 1) || 1);
  const query = useQuery({
    ...listAnnouncements(courseId, page),
    placeholderData: keepPreviousData,
  });
  if (query.isError && !query.data) {
    return <FailedState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Skeleton shape="rows" lines={5} />;
  return (
    <>
      {courseId === null ? null : (
        <p className="back">
          <Link href={PATH}>{t('announce.all')}</Link>
        </p>
      )}
      {query.data.items.length === 0 ? (
        <EmptyState icon="megaphone" title={t('announce.empty')}>
          <p>{t('announce.emptyText')}</p>
          <ButtonLink href="/teach" look="primary">
            {t('teach.title')}
          </ButtonLink>
        </EmptyState>
      ) : (
        <ul className="rows">
          {query.data.items.map((one) => (
            <Row key={one.id} announcement={one} />
          ))}
        </ul>
      )}
      <Pagination
        page={page}
        pages={Math.ceil(query.data.total / query.data.limit)}
        href={(to) => requestPath(PATH, { course_id: courseId, page: to })}
      />
    </>
  );
}

function Row({ announcement }: { announcement: Announcement }): ReactElement {
  const { t, dateTime } = useI18n();
  const { recipients, states } = announcement;
  return (
    <li className="row">
      <div className="row__words">
        <h2 className="row__title" dir="auto">
          <Link href={`${PATH}/${announcement.id}`}>{announcement.subject}</Link>
        </h2>
        <p className="muted">
          <bdi>{announcement.course_title}</bdi> · {dateTime(announcement.created_at)}
        </p>
        <p className="muted">
          {recipients === null
            ? t('announce.counting')
            : t('announce.delivered', {
                count: recipients,
                delivered: states['delivered'] ?? 0,
              })}
        </p>
      </div>
      <ProgressBadge announcement={announcement} />
    </li>
  );
}
