import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { Link } from 'wouter';
import { Badge } from '@/components/badge';
import { Button, ButtonLink } from '@/components/button';
import { ConfirmDialog } from '@/components/dialog';
import { explain } from '@/components/problem-note';
import { EmptyState, FailedState, Skeleton } from '@/components/states';
import { notify } from '@/components/toast';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useCancelEnrollment } from './api/cancel-enrollment';
import { listEnrollments, OWN_ACTIVE, OWN_ENDED, type Enrollment } from './api/list-enrollments';

export function LearningList(): ReactElement {
  const { t } = useI18n();
  const query = useQuery(listEnrollments(OWN_ACTIVE));
  const ended = useQuery(listEnrollments(OWN_ENDED)).data?.items ?? [];
  if (query.isError && !query.data) {
    return <FailedState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Skeleton shape="rows" lines={4} />;
  if (query.data.items.length + ended.length === 0) {
    return (
      <EmptyState icon="article" title={t('learning.empty')}>
        <p>{t('learning.emptyText')}</p>
        <ButtonLink href="/courses" look="primary">
          {t('action.browse')}
        </ButtonLink>
      </EmptyState>
    );
  }
  return (
    <ul className="rows">
      {query.data.items.map((one) => (
        <LearningRow key={one.course_id} enrollment={one} />
      ))}
      {ended.map((one) => (
        <EndedRow key={one.id} enrollment={one} />
      ))}
    </ul>
  );
}

function LearningRow({ enrollment }: { enrollment: Enrollment }): ReactElement {
  const i18n = useI18n();
  const { t, date } = i18n;
  const cancel = useCancelEnrollment();
  const [asking, setAsking] = useState(false);
  const title = enrollment.course_title;
  return (
    <li className="row">
      <div className="row__words">
        <h2 className="row__title" dir="auto">
          <Link href={`/courses/${enrollment.course_slug}`}>{title}</Link>
        </h2>
        <p className="muted">{t('learning.since', { date: date(enrollment.created_at) })}</p>
        {enrollment.course_status === 'archived' ? (
          <p className="muted">
            <Badge kind="warn">{t('status.archived')}</Badge> {t('learning.archived')}
          </p>
        ) : null}
      </div>
      <Button
        aria-label={t('enroll.cancelName', { title })}
        disabled={enrollment.id === ''}
        onClick={() => setAsking(true)}
      >
        {t('enroll.cancel')}
      </Button>
      {asking ? (
        <ConfirmDialog
          title={t('enroll.cancelTitle')}
          text={t('enroll.cancelText', { title })}
          action={t('enroll.cancel')}
          onConfirm={() => {
            cancel.mutateAsync(enrollment).then(
              () => notify(t('enroll.cancelled', { title })),
              (error: unknown) => notify(explain(error, i18n), 'failed'),
            );
          }}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </li>
  );
}

/** A course that was deleted: nothing is left to open or to leave. */
function EndedRow({ enrollment }: { enrollment: Enrollment }): ReactElement {
  const { t, date } = useI18n();
  return (
    <li className="row">
      <div className="row__words">
        <h2 className="row__title" dir="auto">
          {enrollment.course_title}
        </h2>
        <p className="muted">
          <Badge kind="neutral">{t('roster.ended')}</Badge>{' '}
          {t('learning.ended', { date: date(enrollment.ended_at ?? enrollment.created_at) })}
        </p>
      </div>
    </li>
  );
}
