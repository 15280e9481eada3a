import type { ReactElement } from 'react';
import { PageHead } from '@/components/page-head';
import { VerifyEmail } from '@/features/identity/confirm-email';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useConfirmed } from './use-confirmed';

export function VerifyEmailPage(): ReactElement {
  const { t } = useI18n();
  const goOn = useConfirmed(t('verify.done'));

  return (
    <div className="narrow">
      <PageHead title={t('verify.title')} lead={t('verify.lead')} />
      <VerifyEmail onDone={goOn} />
    </div>
  );
}
