import type { ReactElement } from 'react';
import { useLocation } from 'wouter';
import { Button } from '@/components/button';
import { Icon } from '@/components/icon';
import { explain } from '@/components/problem-note';
import { notify } from '@/components/toast';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useLogOut } from './api/log-out';

export function LogOutButton(): ReactElement {
  const i18n = useI18n();
  const { t } = i18n;
  const [, navigate] = useLocation();
  // Leave a members' page first, or it would ask the visitor to log in.
  const logOut = useLogOut(() => {
    navigate('/');
    notify(t('logOut.done'));
  });
  return (
    <Button
      disabled={logOut.isPending}
      onClick={() => {
        logOut.mutate(undefined, {
          onError: (error) => notify(explain(error, i18n), 'failed'),
        });
      }}
    >
      <Icon name="logout" flips /> {t('logOut.action')}
    </Button>
  );
}
