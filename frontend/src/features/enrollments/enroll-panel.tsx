import { useState, type ReactElement } from 'react';
import { Button, ButtonLink } from '@/components/button';
import { ConfirmDialog } from '@/components/dialog';
import { Icon } from '@/components/icon';
import { explain } from '@/components/problem-note';
import { notify } from '@/components/toast';
import type { Schemas } from '@/lib/api/client';
import { requestPath } from '@/lib/api/path';
import { useI18n } from '@/lib/i18n/use-i18n';
import { usePerson } from '@/lib/session/use-session';
import { useCancelEnrollment } from './api/cancel-enrollment';
import { useCreateEnrollment } from './api/create-enrollment';
import { useOwnEnrollment } from './use-own-enrollment';

interface EnrollPanelProps {
  course: Pick<Schemas['CourseOverview'], 'id' | 'title' | 'slug' | 'status' | 'price'>;
  isFull: boolean;
  /** A seat was taken, given back or refused. */
  onChange: () => void;
}

/** Take a seat, or give it back; a course with a price says who can give one. */
export function EnrollPanel({ course, isFull, onChange }: EnrollPanelProps): ReactElement | null {
  const i18n = useI18n();
  const { t } = i18n;
  const person = usePerson();
  const enrollment = useOwnEnrollment(course.id);
  const create = useCreateEnrollment();
  const cancel = useCancelEnrollment();
  const [asking, setAsking] = useState(false);

  if (isFull && enrollment === null) return <p className="muted">{t('problem.course-full')}</p>;
  // A learner who has a seat keeps it, whatever the course costs by now.
  if (course.price.amount > 0 && course.status === 'published' && !enrollment) {
    return <p className="muted">{t('enroll.priced')}</p>;
  }
  if (person === null) {
    return (
      <ButtonLink href={requestPath('/login', { next: `/courses/${course.slug}` })} look="primary">
        {t('enroll.logIn')}
      </ButtonLink>
    );
  }
  if (enrollment) {
    return (
      <>
        <p className="enrolled">
          <Icon name="check" /> {t('enroll.enrolled')}
        </p>
        <Button disabled={create.isPending || enrollment.id === ''} onClick={() => setAsking(true)}>
          {t('enroll.cancel')}
        </Button>
        {asking ? (
          <ConfirmDialog
            title={t('enroll.cancelTitle')}
            text={t('enroll.cancelText', { title: course.title })}
            action={t('enroll.cancel')}
            onConfirm={() => {
              cancel
                .mutateAsync(enrollment)
                .then(
                  () => notify(t('enroll.cancelled', { title: course.title })),
                  (error: unknown) => notify(explain(error, i18n), 'failed'),
                )
                .finally(onChange);
            }}
            onClose={() => setAsking(false)}
          />
        ) : null}
      </>
    );
  }
  if (course.status !== 'published') return null;
  return (
    <Button
      look="primary"
      disabled={enrollment === undefined || create.isPending}
      onClick={() => {
        create
          .mutateAsync(course)
          .then(
            () => notify(t('enroll.done', { title: course.title })),
            (error: unknown) => notify(explain(error, i18n), 'failed'),
          )
          .finally(onChange);
      }}
    >
      {t('enroll.action')}
    </Button>
  );
}
