import { useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useLocation } from 'wouter';
import { PageHead } from '@/components/page-head';
import { notify } from '@/components/toast';
import { meKey } from '@/features/identity/api/get-me';
import { VerifyEmail } from '@/features/identity/confirm-email';
import { useI18n } from '@/lib/i18n/use-i18n';
import { session } from '@/lib/session/session';
import { usePerson } from '@/lib/session/use-session';

export function VerifyEmailPage(): ReactElement {
  const { t } = useI18n();
  const [, navigate] = useLocation();
  const client = useQueryClient();
  const person = usePerson();

  function goOn(): void {
    if (person !== null) session.rename({ ...person, email_verified: true });
    void client.invalidateQueries({ queryKey: meKey });
    notify(t('verify.done'));
    navigate(person === null ? '/login' : '/account', { replace: true });
  }

  return (
    <div className="narrow">
      <PageHead title={t('verify.title')} lead={t('verify.lead')} />
      <VerifyEmail onDone={goOn} />
    </div>
  );
}
