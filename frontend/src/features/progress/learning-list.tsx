import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { Badge } from '@/components/badge';
import { ButtonLink } from '@/components/button';
import { Pagination } from '@/components/pagination';
import { ProgressBar } from '@/components/progress-bar';
import { EmptyState, FailedState, Skeleton } from '@/components/states';
import { requestPath } from '@/lib/api/path';
import { useI18n } from '@/lib/i18n/use-i18n';
import { listProgress, type Learning } from './api/list-progress';
import { lessonPath } from './lesson-path';

const PAGE_SIZE = 50;

interface LearningListProps {
  /** What else can be done with one course. */
  actions: (learning: Learning) => ReactNode;
  /** What is listed below: courses that are gone. Null when there are none. */
  after: ReactNode;
}

/** The courses that somebody is enrolled in: what they are at, then what they have completed. */
export function LearningList({ actions, after }: LearningListProps): ReactElement {
  const { t } = useI18n();
  const [path] = useLocation();
  const page = Math.max(1, Number(new URLSearchParams(useSearch()).get('page') ?? 1) || 1);
  const query = useQuery({
    ...listProgress({ limit: PAGE_SIZE, page }),
    placeholderData: keepPreviousData,
  });
  if (query.isError && !query.data) {
    return <FailedState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Skeleton shape="rows" lines={4} />;
  const { items, total } = query.data;
  if (items.length === 0 && after === null) {
    return (
      <EmptyState icon="article" title={t('learning.empty')}>
        <p>{t('learning.emptyText')}</p>
        <ButtonLink href="/courses" look="primary">
          {t('action.browse')}
        </ButtonLink>
      </EmptyState>
    );
  }
  const active = items.filter((one) => !one.completed_at);
  const finished = items.filter((one) => one.completed_at);
  return (
    <div className="learning">
      {active.length > 0 ? (
        <Courses title={t('learning.active')} items={active} actions={actions} />
      ) : null}
      {finished.length > 0 ? (
        <Courses title={t('learning.finished')} items={finished} actions={actions} />
      ) : null}
      {after}
      <Pagination
        page={page}
        pages={Math.ceil(total / PAGE_SIZE)}
        href={(to) => requestPath(path, { page: to })}
      />
    </div>
  );
}

interface CoursesProps extends Pick<LearningListProps, 'actions'> {
  title: string;
  items: Learning[];
}

function Courses({ title, items, actions }: CoursesProps): ReactElement {
  return (
    <section>
      <h2 className="section__title">{title}</h2>
      <ul className="rows">
        {items.map((one) => (
          <LearningRow key={one.enrollment_id} learning={one} actions={actions(one)} />
        ))}
      </ul>
    </section>
  );
}

interface LearningRowProps {
  learning: Learning;
  actions: ReactNode;
}

function LearningRow({ learning, actions }: LearningRowProps): ReactElement {
  const { t, date } = useI18n();
  const { completed_at, course_title: title, next_lesson, percent } = learning;
  const isNew = percent === 0 && learning.last_activity_at === learning.enrolled_at;
  return (
    <li className="row learning__row">
      <div className="row__words">
        <h3 className="row__title" dir="auto">
          <Link href={lessonPath(learning.course_slug, null)}>{title}</Link>
        </h3>
        <ProgressBar percent={percent} label={t('progress.label', { title })} />
        <p className="course-progress__words">
          <span>
            {t('progress.lessons', {
              done: learning.lessons_completed,
              count: learning.lessons,
            })}
          </span>{' '}
          <span>{t('progress.percent', { percent })}</span>
        </p>
        <p className="muted">
          {completed_at
            ? t('progress.completedOn', { date: date(completed_at) })
            : isNew
              ? t('learning.since', { date: date(learning.enrolled_at) })
              : t('progress.last', { date: date(learning.last_activity_at) })}
        </p>
        {next_lesson && !isNew ? (
          <p className="muted">
            {t('progress.next')} <bdi>{next_lesson.title}</bdi>
          </p>
        ) : null}
        {learning.course_status === 'archived' ? (
          <p className="muted">
            <Badge kind="warn">{t('status.archived')}</Badge> {t('learning.archived')}
          </p>
        ) : null}
      </div>
      <div className="learning__actions">
        {next_lesson ? (
          <ButtonLink
            href={lessonPath(learning.course_slug, next_lesson)}
            look="primary"
            label={t(isNew ? 'progress.startName' : 'progress.continueName', { title })}
          >
            {t(isNew ? 'progress.start' : 'progress.continue')}
          </ButtonLink>
        ) : null}
        {actions}
      </div>
    </li>
  );
}
