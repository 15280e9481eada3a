import type { ReactElement } from 'react';
import { Badge } from '@/components/badge';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Announcement } from '../api/get-announcement';
import { isUnderWay } from './is-under-way';

export function ProgressBadge({ announcement }: { announcement: Announcement }): ReactElement {
  const { t } = useI18n();
  return isUnderWay(announcement) ? (
    <Badge kind="warn">{t('announce.underWay')}</Badge>
  ) : (
    <Badge kind="good">{t('announce.finished')}</Badge>
  );
}
