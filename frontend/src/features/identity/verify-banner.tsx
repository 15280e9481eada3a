import { useQuery } from '@tanstack/react-query';
import { useEffect, type ReactElement } from 'react';
import { explain } from '@/components/problem-note';
import { notify } from '@/components/toast';
import { useI18n } from '@/lib/i18n/use-i18n';
import { session } from '@/lib/session/session';
import { usePerson } from '@/lib/session/use-session';
import { getMe } from './api/get-me';
import { useRequestEmailVerification } from './api/request-email-verification';

/** Reminds people whose address is not confirmed; everybody else costs no request. */
export function VerifyBanner(): ReactElement | null {
  return usePerson()?.email_verified === false ? <Reminder /> : null;
}

function Reminder(): ReactElement {
  const i18n = useI18n();
  const { t } = i18n;
  const request = useRequestEmailVerification();
  // The link may have been opened on another device.
  const me = useQuery({ ...getMe(), refetchOnWindowFocus: true }).data;
  useEffect(() => {
    if (me?.email_verified === true) session.rename(me);
  }, [me]);

  function sendAgain(): void {
    request.mutate(undefined, {
      onSuccess: () => notify(t('verify.sent')),
      onError: (error) => notify(explain(error, i18n)),
    });
  }

  return (
    <aside className="verify-banner" aria-label={t('verify.title')}>
      <div className="verify-banner__bar wrap">
        <p>{t('verify.banner')}</p>
        <button
          className="link-button"
          type="button"
          onClick={sendAgain}
          disabled={request.isPending}
        >
          {t('verify.again')}
        </button>
      </div>
    </aside>
  );
}
