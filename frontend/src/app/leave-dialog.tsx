import { useSyncExternalStore, type ReactElement } from 'react';
import { Button } from '@/components/button';
import { Dialog } from '@/components/dialog';
import { useI18n } from '@/lib/i18n/use-i18n';
import { leaving } from '@/lib/unsaved';

/** Asks people who leave a page with unsaved changes. */
export function LeaveDialog(): ReactElement | null {
  const { t } = useI18n();
  const isAsked = useSyncExternalStore(leaving.subscribe, leaving.isAsked);
  if (!isAsked) return null;
  return (
    <Dialog title={t('leave.title')} onClose={leaving.stay}>
      <p>{t('leave.text')}</p>
      <div className="dialog__actions">
        <Button onClick={leaving.stay}>{t('leave.stay')}</Button>
        <Button look="danger" onClick={leaving.leave}>
          {t('leave.discard')}
        </Button>
      </div>
    </Dialog>
  );
}
