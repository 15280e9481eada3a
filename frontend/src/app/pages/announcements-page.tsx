import type { ReactElement } from 'react';
import { PageHead } from '@/components/page-head';
import { AnnouncementList } from '@/features/notifications/announcements/announcement-list';
import { useI18n } from '@/lib/i18n/use-i18n';

export function AnnouncementsPage(): ReactElement {
  const { t } = useI18n();
  return (
    <>
      <PageHead title={t('announce.plural')} lead={t('announce.lead')} />
      <AnnouncementList />
    </>
  );
}
