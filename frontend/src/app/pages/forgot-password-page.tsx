import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { PageHead } from '@/components/page-head';
import { ForgotPasswordForm } from '@/features/identity/forgot-password-form';
import { useI18n } from '@/lib/i18n/use-i18n';

export function ForgotPasswordPage(): ReactElement {
  const { t } = useI18n();
  return (
    <div className="narrow">
      <PageHead title={t('forgot.title')} lead={t('forgot.lead')} />
      <ForgotPasswordForm />
      <p className="narrow__foot">
        <Link href="/login">{t('nav.logIn')}</Link>
      </p>
    </div>
  );
}
