import { useSyncExternalStore, type ReactElement } from 'react';
import { Button } from '@/components/button';
import { explain } from '@/components/problem-note';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { CourseSaver } from './course-saver';

/** Whether the platform has what is on the screen; if not, why, and where it is until then. */
export function SavingNote({ saver }: { saver: CourseSaver }): ReactElement {
  const i18n = useI18n();
  const { t } = i18n;
  const { state, error, base } = useSyncExternalStore(saver.subscribe, saver.shown);
  const words = {
    saved: t('saving.saved'),
    saving: t('saving.saving'),
    unsaved: t(base.status === 'draft' ? 'saving.soon' : 'saving.asked'),
    invalid: t('saving.invalid'),
    conflict: t('saving.conflict'),
    failed: t('saving.failed', { reason: explain(error, i18n) }),
  };
  const isBad = state === 'invalid' || state === 'conflict' || state === 'failed';
  return (
    <span className={isBad ? 'saving saving--bad' : 'saving'} role="status">
      {words[state]}
    </span>
  );
}

/** Somebody else has saved: what happened, and the two ways out. */
export function ConflictNote({
  onOverwrite,
  onReload,
}: {
  onOverwrite: () => void;
  onReload: () => void;
}): ReactElement {
  const { t } = useI18n();
  return (
    <section className="panel saving-note" aria-label={t('saving.conflictTitle')}>
      <h2 className="panel__title">{t('saving.conflictTitle')}</h2>
      <p>{t('saving.conflictText')}</p>
      <div className="form__actions">
        <Button onClick={onOverwrite}>{t('saving.overwrite')}</Button>
        <Button onClick={onReload}>{t('edit.reload')}</Button>
      </div>
    </section>
  );
}

/** Changes of an earlier visit are back. */
export function RestoredNote({ onDiscard }: { onDiscard: () => void }): ReactElement {
  const { t } = useI18n();
  return (
    <section className="panel saving-note" aria-label={t('saving.restoredTitle')}>
      <h2 className="panel__title">{t('saving.restoredTitle')}</h2>
      <p>{t('saving.restoredText')}</p>
      <div className="form__actions">
        <Button onClick={onDiscard}>{t('saving.discard')}</Button>
      </div>
    </section>
  );
}
