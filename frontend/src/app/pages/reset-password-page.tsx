import type { ReactElement } from 'react';
import { Link, useLocation } from 'wouter';
import { PageHead } from '@/components/page-head';
import { notify } from '@/components/toast';
import { ResetPasswordForm } from '@/features/identity/reset-password-form';
import { useI18n } from '@/lib/i18n/use-i18n';
import { session } from '@/lib/session/session';

export function ResetPasswordPage(): ReactElement {
  const { t } = useI18n();
  const [, navigate] = useLocation();

  function goOn(): void {
    // All sessions of the account have ended, also one in this browser.
    session.end();
    notify(t('reset.done'));
    navigate('/login', { replace: true });
  }

  return (
    <div className="narrow">
      <PageHead title={t('reset.title')} lead={t('reset.lead')} />
      <ResetPasswordForm onDone={goOn} />
      <p className="narrow__foot">
        <Link href="/forgot-password">{t('link.another')}</Link>
      </p>
    </div>
  );
}
