import type { ReactElement } from 'react';
import { ButtonLink } from '@/components/button';
import { PageHead } from '@/components/page-head';
import { LogOutButton } from '@/features/identity/log-out-button';
import { Profile } from '@/features/identity/profile';
import { SessionList } from '@/features/identity/session-list';
import { useI18n } from '@/lib/i18n/use-i18n';

export function AccountPage(): ReactElement {
  const { t } = useI18n();
  return (
    <div className="narrow narrow--wide">
      <PageHead title={t('account.title')}>
        <ButtonLink href="/preferences">{t('contact.title')}</ButtonLink>
        <ButtonLink href="/files">{t('files.title')}</ButtonLink>
        <LogOutButton />
      </PageHead>
      <Profile />
      <SessionList />
    </div>
  );
}
