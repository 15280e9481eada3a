import type { ReactElement } from 'react';
import { PageHead } from '@/components/page-head';
import { OwnFiles } from '@/features/files/own-files';
import { useI18n } from '@/lib/i18n/use-i18n';

/** What somebody has uploaded, what it is used for, and what of it they can delete. */
export function FilesPage(): ReactElement {
  const { t } = useI18n();
  return (
    <>
      <PageHead title={t('files.title')} lead={t('files.lead')} />
      <OwnFiles />
    </>
  );
}
