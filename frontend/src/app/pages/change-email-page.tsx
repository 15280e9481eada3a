import type { ReactElement } from 'react';
import { PageHead } from '@/components/page-head';
import { ChangeEmail } from '@/features/identity/confirm-email';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useConfirmed } from './use-confirmed';

export function ChangeEmailPage(): ReactElement {
  const { t } = useI18n();
  const goOn = useConfirmed(t('changeEmail.done'));

  return (
    <div className="narrow">
      <PageHead title={t('changeEmail.title')} lead={t('changeEmail.lead')} />
      <ChangeEmail onDone={goOn} />
    </div>
  );
}
