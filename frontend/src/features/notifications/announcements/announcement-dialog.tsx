import { useState, type ReactElement } from 'react';
import { Button } from '@/components/button';
import { Dialog } from '@/components/dialog';
import { TextArea, TextField } from '@/components/field';
import { Form, text } from '@/components/form';
import { newAnnouncement } from '@/lib/api/fields';
import { fieldErrors } from '@/lib/api/problem';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useCreateAnnouncement } from '../api/create-announcement';
import type { Announcement } from '../api/get-announcement';
import { ChannelOrder } from '../channel-order';

interface AnnouncementDialogProps {
  course: { id: string; title: string };
  /** Only to those who have been stuck since then; to everybody if omitted. */
  stuckSince?: string;
  onSent: (announcement: Announcement) => void;
  onClose: () => void;
}

/** One message to everybody who takes a course, or to those who are stuck. */
export function AnnouncementDialog({
  course,
  stuckSince,
  onSent,
  onClose,
}: AnnouncementDialogProps): ReactElement {
  const { t } = useI18n();
  const create = useCreateAnnouncement();
  const [order, setOrder] = useState<Announcement['fallbacks']>(['in_app']);
  const faults = fieldErrors(create.error);
  return (
    <Dialog
      title={t(stuckSince ? 'report.writeTitle' : 'announce.title', { title: course.title })}
      onClose={onClose}
    >
      <Form
        error={create.error}
        onSubmit={(data) => {
          const [channel = 'in_app', ...fallbacks] = order;
          create.mutate(
            {
              course_id: course.id,
              subject: text(data, 'subject'),
              text: text(data, 'text'),
              channel,
              fallbacks,
              ...(stuckSince === undefined ? {} : { stuck_since: stuckSince }),
            },
            { onSuccess: onSent },
          );
        }}
      >
        <TextField
          label={t('write.subject')}
          name="subject"
          required
          minLength={newAnnouncement.subject.minLength}
          maxLength={newAnnouncement.subject.maxLength}
          error={faults['subject']}
        />
        <TextArea
          label={t('write.text')}
          name="text"
          rows={6}
          required
          minLength={newAnnouncement.text.minLength}
          maxLength={newAnnouncement.text.maxLength}
          error={faults['text']}
        />
        <ChannelOrder
          order={order}
          onChange={setOrder}
          error={faults['channel'] ?? faults['fallbacks']}
        />
        <p className="field__hint">{t(stuckSince ? 'report.writeHint' : 'announce.hint')}</p>
        <div className="dialog__actions">
          <Button onClick={onClose}>{t('action.back')}</Button>
          <Button type="submit" look="primary" disabled={create.isPending}>
            {t(stuckSince ? 'report.writeSend' : 'announce.send')}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
