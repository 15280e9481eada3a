import { useState, type ReactElement } from 'react';
import { Button } from '@/components/button';
import { ConfirmDialog } from '@/components/dialog';
import { explain } from '@/components/problem-note';
import { notify } from '@/components/toast';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useCancelEnrollment } from './api/cancel-enrollment';

interface LeaveButtonProps {
  enrollmentId: string;
  courseId: string;
  /** The course's title. */
  title: string;
}

/** Gives a seat back, after asking. */
export function LeaveButton({ enrollmentId, courseId, title }: LeaveButtonProps): ReactElement {
  const i18n = useI18n();
  const { t } = i18n;
  const cancel = useCancelEnrollment();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button aria-label={t('enroll.cancelName', { title })} onClick={() => setAsking(true)}>
        {t('enroll.cancel')}
      </Button>
      {asking ? (
        <ConfirmDialog
          title={t('enroll.cancelTitle')}
          text={t('enroll.cancelText', { title })}
          action={t('enroll.cancel')}
          onConfirm={() => {
            cancel.mutateAsync({ id: enrollmentId, course_id: courseId }).then(
              () => notify(t('enroll.cancelled', { title })),
              (error: unknown) => notify(explain(error, i18n), 'failed'),
            );
          }}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}
