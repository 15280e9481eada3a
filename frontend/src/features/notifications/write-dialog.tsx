import type { ReactElement } from 'react';
import { Button } from '@/components/button';
import { Dialog } from '@/components/dialog';
import { Select, TextArea, TextField } from '@/components/field';
import { Form, text } from '@/components/form';
import { notify } from '@/components/toast';
import { newNotification } from '@/lib/api/fields';
import { fieldErrors } from '@/lib/api/problem';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useCreateNotification } from './api/create-notification';

interface WriteDialogProps {
  recipient: { id: string; name: string };
  onClose: () => void;
}

export function WriteDialog({ recipient, onClose }: WriteDialogProps): ReactElement {
  const { t } = useI18n();
  const create = useCreateNotification();
  const faults = fieldErrors(create.error);
  return (
    <Dialog title={t('write.title', { name: recipient.name })} onClose={onClose}>
      <Form
        error={create.error}
        onSubmit={(data) =>
          create.mutate(
            {
              recipient_id: recipient.id,
              subject: text(data, 'subject'),
              text: text(data, 'text'),
              channel: text(data, 'channel') === 'email' ? 'email' : 'in_app',
              category: 'message',
            },
            {
              onSuccess: () => {
                notify(t('write.sent', { name: recipient.name }));
                onClose();
              },
            },
          )
        }
      >
        <TextField
          label={t('write.subject')}
          name="subject"
          required
          minLength={newNotification.subject.minLength}
          maxLength={newNotification.subject.maxLength}
          error={faults['subject']}
        />
        <TextArea
          label={t('write.text')}
          name="text"
          rows={6}
          required
          minLength={newNotification.text.minLength}
          maxLength={newNotification.text.maxLength}
          error={faults['text']}
        />
        <Select label={t('delivery.channel')} name="channel" error={faults['channel']}>
          <option value="in_app">{t('channel.in_app')}</option>
          <option value="email">{t('channel.email')}</option>
        </Select>
        <div className="dialog__actions">
          <Button onClick={onClose}>{t('action.back')}</Button>
          <Button type="submit" look="primary" disabled={create.isPending}>
            {t('write.send')}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
