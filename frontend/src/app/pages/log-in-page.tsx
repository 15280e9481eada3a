import type { ReactElement } from 'react';
import { Link, useLocation } from 'wouter';
import { PageHead } from '@/components/page-head';
import { LogInForm } from '@/features/identity/log-in-form';
import { requestPath } from '@/lib/api/path';
import { useI18n } from '@/lib/i18n/use-i18n';
import { session } from '@/lib/session/session';
import { landing } from '../landing';
import { nextPath } from '../next-path';

export function LogInPage(): ReactElement {
  const { t } = useI18n();
  const [, navigate] = useLocation();
  const next = nextPath(window.location.search);
  return (
    <div className="narrow">
      <PageHead title={t('logIn.title')} lead={t('logIn.lead')} />
      <LogInForm
        onDone={() => navigate(next ?? landing(session.person()?.role), { replace: true })}
      />
      <p className="narrow__foot">
        <Link href="/forgot-password">{t('logIn.forgot')}</Link>
      </p>
      <p className="narrow__foot">
        {t('logIn.noAccount')}{' '}
        <Link href={requestPath('/register', { next })}>{t('nav.register')}</Link>
      </p>
    </div>
  );
}
