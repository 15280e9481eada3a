import type { ReactElement } from 'react';
import { Button } from '@/components/button';
import { Dialog } from '@/components/dialog';
import { TextField } from '@/components/field';
import { Form, text } from '@/components/form';
import { notify } from '@/components/toast';
import { newLearner } from '@/lib/api/fields';
import { fieldErrors } from '@/lib/api/problem';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useAddLearner } from './api/add-learner';

/** Give somebody a seat, whatever the course costs. */
export function AddLearnerDialog({
  courseId,
  onClose,
}: {
  courseId: string;
  onClose: () => void;
}): ReactElement {
  const { t } = useI18n();
  const add = useAddLearner();
  const faults = fieldErrors(add.error);
  return (
    <Dialog title={t('roster.add')} onClose={onClose}>
      <Form
        error={add.error}
        onSubmit={(data) =>
          add.mutate(
            { courseId, email: text(data, 'email').trim() },
            {
              onSuccess: ({ learner }) => {
                notify(t('roster.added', { name: learner?.name ?? t('roster.unknown') }));
                onClose();
              },
            },
          )
        }
      >
        <TextField
          label={t('user.email')}
          name="email"
          type="email"
          required
          autoComplete="off"
          maxLength={newLearner.email.maxLength}
          hint={t('roster.addHint')}
          error={faults['email']}
        />
        <div className="dialog__actions">
          <Button onClick={onClose}>{t('action.back')}</Button>
          <Button type="submit" look="primary" disabled={add.isPending}>
            {t('roster.addAction')}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
