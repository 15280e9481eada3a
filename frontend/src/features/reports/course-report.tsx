import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useLocation, useSearch } from 'wouter';
import { Badge } from '@/components/badge';
import { Select } from '@/components/field';
import { Pagination } from '@/components/pagination';
import { ProgressBar } from '@/components/progress-bar';
import { EmptyState, FailedState, Skeleton } from '@/components/states';
import { requestPath } from '@/lib/api/path';
import { useI18n } from '@/lib/i18n/use-i18n';
import { listCourseReport, type LearnerReport } from './api/list-course-report';
import { orderOf } from './report-order';
import { daysOf, stuckDays, stuckSince } from './stuck-since';

const PAGE_SIZE = 50;

/** Where the learners of a course stand: all of them, or those who are stuck. */
export function CourseReport({ courseId }: { courseId: string }): ReactElement {
  const { t } = useI18n();
  const [path, navigate] = useLocation();
  const search = useSearch();
  const params = new URLSearchParams(search);
  const days = daysOf(search);
  const order = orderOf(search);
  const page = Math.max(1, Number(params.get('page') ?? 1) || 1);
  const query = useQuery({
    ...listCourseReport(courseId, {
      order,
      page,
      limit: PAGE_SIZE,
      ...(days === null ? {} : { stuck_since: stuckSince(days) }),
    }),
    placeholderData: keepPreviousData,
  });
  const show = (changes: { stuck?: string; order?: string; page?: number }): string =>
    requestPath(path, { stuck: days, order, ...changes });

  if (query.isError && !query.data) {
    return <FailedState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Skeleton shape="rows" lines={6} />;
  const { items, total } = query.data;
  return (
    <>
      <div className="toolbar">
        <Select
          label={t('report.show')}
          value={days ?? ''}
          onChange={({ target }) => navigate(show({ stuck: target.value }))}
        >
          <option value="">{t('report.everybody')}</option>
          {stuckDays.map((one) => (
            <option key={one} value={one}>
              {t('report.stuck', { count: one })}
            </option>
          ))}
        </Select>
        <Select
          label={t('report.order')}
          value={order}
          onChange={({ target }) => navigate(show({ order: target.value }))}
        >
          <option value="activity">{t('report.byActivity')}</option>
          <option value="enrolled">{t('report.byEnrollment')}</option>
        </Select>
      </div>
      <p className="muted" role="status">
        {t('roster.count', { count: total })}
      </p>
      {items.length === 0 ? (
        <EmptyState
          icon="people"
          title={t(days === null ? 'roster.empty' : 'report.nobodyStuck')}
        />
      ) : (
        <ReportTable items={items} />
      )}
      <Pagination
        page={page}
        pages={Math.ceil(total / PAGE_SIZE)}
        href={(to) => show({ page: to })}
      />
    </>
  );
}

function ReportTable({ items }: { items: LearnerReport[] }): ReactElement {
  const { t } = useI18n();
  return (
    <div className="table-frame" role="region" aria-label={t('report.title')} tabIndex={0}>
      <table className="table report">
        <thead>
          <tr>
            <th scope="col">{t('user.name')}</th>
            <th scope="col">{t('report.progress')}</th>
            <th scope="col">{t('report.seen')}</th>
            <th scope="col">{t('report.next')}</th>
            <th scope="col">{t('report.average')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((one) => (
            <ReportRow key={one.enrollment_id} report={one} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ReportRow({ report }: { report: LearnerReport }): ReactElement {
  const { t, date } = useI18n();
  const { average_percent: average, completed_at, last_activity_at, name, percent } = report;
  return (
    <tr>
      <th scope="row">
        <span className="person" dir="auto">
          {name}
        </span>
        <span className="muted" dir="ltr">
          {report.email}
        </span>
      </th>
      <td className="report__progress">
        <ProgressBar percent={percent} label={t('report.progressOf', { name })} />
        <span className="course-progress__words">
          <span>
            {t('progress.lessons', { done: report.lessons_completed, count: report.lessons })}
          </span>{' '}
          <span>{t('progress.percent', { percent })}</span>
        </span>
      </td>
      <td>
        <span className="report__label">{t('report.seen')}: </span>
        {last_activity_at ? date(last_activity_at) : t('report.never')}
      </td>
      <td className="report__next">
        {completed_at ? (
          <Badge kind="good">{t('progress.completedOn', { date: date(completed_at) })}</Badge>
        ) : (
          <>
            <span className="report__label">{t('report.next')}: </span>
            <bdi>{report.next_lesson?.title ?? '–'}</bdi>
          </>
        )}
      </td>
      <td>
        <span className="report__label">{t('report.average')}: </span>
        {typeof average === 'number' ? t('progress.percent', { percent: average }) : '–'}
      </td>
    </tr>
  );
}
