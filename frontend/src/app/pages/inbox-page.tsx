import type { ReactElement } from 'react';
import { ButtonLink } from '@/components/button';
import { PageHead } from '@/components/page-head';
import { Inbox } from '@/features/notifications/inbox';
import { useI18n } from '@/lib/i18n/use-i18n';

export function InboxPage(): ReactElement {
  const { t } = useI18n();
  return (
    <>
      <PageHead title={t('nav.inbox')} lead={t('inbox.lead')}>
        <ButtonLink href="/preferences">{t('contact.title')}</ButtonLink>
      </PageHead>
      <Inbox />
    </>
  );
}
