import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { ButtonLink } from '@/components/button';
import { PageHead } from '@/components/page-head';
import { AnnouncementProgress } from '@/features/notifications/announcements/announcement-progress';
import { getAnnouncement } from '@/features/notifications/api/get-announcement';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Params } from '../params';

export function AnnouncementPage({ params }: { params: Params }): ReactElement {
  const { t } = useI18n();
  const id = params['id'] ?? '';
  const { data, isError } = useQuery(getAnnouncement(id));
  return (
    <div className="narrow narrow--wide">
      {isError && !data ? null : (
        <PageHead title={data?.subject ?? t('announce.plural')}>
          <ButtonLink href="/announcements">{t('announce.all')}</ButtonLink>
        </PageHead>
      )}
      <AnnouncementProgress id={id} />
    </div>
  );
}
