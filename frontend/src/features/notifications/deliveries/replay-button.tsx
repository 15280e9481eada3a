import { useState, type ReactElement } from 'react';
import { Button } from '@/components/button';
import { Dialog } from '@/components/dialog';
import { explain } from '@/components/problem-note';
import { notify } from '@/components/toast';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Notification } from '../api/list-notifications';
import { useReplayNotification } from '../api/replay-notification';

/** Resends an undelivered message, after a confirmation. */
export function ReplayButton({
  notification,
}: {
  notification: Notification;
}): ReactElement | null {
  const i18n = useI18n();
  const { t } = i18n;
  const replay = useReplayNotification();
  const [asking, setAsking] = useState(false);
  const { status, subject } = notification;
  if (status !== 'bounced' && status !== 'failed' && status !== 'suppressed') return null;

  function send(): void {
    replay.mutateAsync(notification).then(
      () => notify(t('replay.done')),
      (error: unknown) => notify(explain(error, i18n), 'failed'),
    );
    setAsking(false);
  }

  return (
    <>
      <Button disabled={replay.isPending} onClick={() => setAsking(true)}>
        {t('replay.action')}
      </Button>
      {asking ? (
        <Dialog title={t('replay.title')} onClose={() => setAsking(false)}>
          <div className="prose">
            <p>{t('replay.text', { subject })}</p>
            <p>{t('replay.blocked')}</p>
          </div>
          <div className="dialog__actions">
            <Button onClick={() => setAsking(false)}>{t('action.back')}</Button>
            <Button look="primary" onClick={send}>
              {t('replay.action')}
            </Button>
          </div>
        </Dialog>
      ) : null}
    </>
  );
}
