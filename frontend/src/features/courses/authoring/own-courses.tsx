import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { Badge } from '@/components/badge';
import { ButtonLink } from '@/components/button';
import { Select } from '@/components/field';
import { Pagination } from '@/components/pagination';
import { EmptyState, FailedState, Skeleton } from '@/components/states';
import { courseChanges } from '@/lib/api/fields';
import { requestPath } from '@/lib/api/path';
import { useI18n } from '@/lib/i18n/use-i18n';
import { listOwnCourses, type OwnCourse } from '../api/list-own-courses';

const statuses = ['any', ...courseChanges.status.values] as const;

/** The caller's courses, including drafts and archived ones. */
export function OwnCourses(): ReactElement {
  const { t } = useI18n();
  const [, navigate] = useLocation();
  const params = new URLSearchParams(useSearch());
  const status = statuses.find((one) => one === params.get('status')) ?? 'any';
  const page = Math.max(1, Number(params.get('page') ?? 1) || 1);
  const query = useQuery({ ...listOwnCourses(status, page), placeholderData: keepPreviousData });

  if (query.isError && !query.data) {
    return <FailedState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Skeleton shape="rows" lines={5} />;
  return (
    <>
      <div className="toolbar">
        <Select
          label={t('roster.status')}
          value={status}
          onChange={({ target }) => navigate(requestPath('/teach', { status: target.value }))}
        >
          {statuses.map((one) => (
            <option key={one} value={one}>
              {t(`status.${one}`)}
            </option>
          ))}
        </Select>
      </div>
      {query.data.items.length === 0 ? (
        <EmptyState icon="plus" title={t('teach.empty')}>
          <p>{t('teach.emptyText')}</p>
          <ButtonLink href="/teach/new" look="primary">
            {t('teach.create')}
          </ButtonLink>
        </EmptyState>
      ) : (
        <ul className="rows">
          {query.data.items.map((course) => (
            <CourseRow key={course.id} course={course} />
          ))}
        </ul>
      )}
      <Pagination
        page={page}
        pages={Math.ceil(query.data.total / query.data.limit)}
        href={(to) => requestPath('/teach', { status, page: to })}
      />
    </>
  );
}

function CourseRow({ course }: { course: OwnCourse }): ReactElement {
  const { t, date } = useI18n();
  return (
    <li className="row">
      <div className="row__words">
        <h2 className="row__title" dir="auto">
          <Link href={`/teach/${course.id}`}>{course.title}</Link>
        </h2>
        <p className="muted">
          <Badge kind={course.status === 'published' ? 'good' : 'neutral'}>
            {t(`status.${course.status}`)}
          </Badge>{' '}
          {t('course.lessons', { count: course.lessons })} ·{' '}
          {t('teach.learners', { count: course.enrolled })} ·{' '}
          {t('teach.changed', { date: date(course.updated_at) })}
        </p>
      </div>
      <ButtonLink href={`/teach/${course.id}/roster`}>{t('roster.title')}</ButtonLink>
    </li>
  );
}
