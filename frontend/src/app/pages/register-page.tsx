import type { ReactElement } from 'react';
import { Link, useLocation } from 'wouter';
import { PageHead } from '@/components/page-head';
import { RegisterForm } from '@/features/identity/register-form';
import { requestPath } from '@/lib/api/path';
import { useI18n } from '@/lib/i18n/use-i18n';
import { nextPath } from '../next-path';

export function RegisterPage(): ReactElement {
  const { t } = useI18n();
  const [, navigate] = useLocation();
  const next = nextPath(window.location.search);
  return (
    <div className="narrow">
      <PageHead title={t('register.title')} lead={t('register.lead')} />
      <RegisterForm onDone={() => navigate(next ?? '/courses', { replace: true })} />
      <p className="narrow__foot">
        {t('register.hasAccount')}{' '}
        <Link href={requestPath('/login', { next })}>{t('nav.logIn')}</Link>
      </p>
    </div>
  );
}
