import { useState, type ReactElement } from 'react';
import { Button } from '@/components/button';
import { ConfirmDialog } from '@/components/dialog';
import { explain } from '@/components/problem-note';
import { notify } from '@/components/toast';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Template } from '../api/get-template';
import { useResetTemplate } from '../api/reset-template';

interface ResetButtonProps {
  template: Template;
  onReset: () => void;
}

/** Reverts every change to a template, in all languages, after a confirmation. */
export function ResetButton({ template, onReset }: ResetButtonProps): ReactElement {
  const i18n = useI18n();
  const { t } = i18n;
  const reset = useResetTemplate();
  const [asking, setAsking] = useState(false);

  function begin(): void {
    reset.mutateAsync(template).then(
      () => {
        notify(t('template.wasReset'));
        onReset();
      },
      (error: unknown) => notify(explain(error, i18n), 'failed'),
    );
  }

  return (
    <>
      <Button look="quiet" disabled={reset.isPending} onClick={() => setAsking(true)}>
        {t('template.reset')}
      </Button>
      {asking ? (
        <ConfirmDialog
          title={t('template.resetTitle')}
          text={t('template.resetText')}
          action={t('template.reset')}
          onConfirm={begin}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}
