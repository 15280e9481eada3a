import type { ReactElement } from 'react';
import { PageHead } from '@/components/page-head';
import { CertificateList } from '@/features/certificates/certificate-list';
import { LearningList } from '@/features/enrollments/learning-list';
import { useI18n } from '@/lib/i18n/use-i18n';

export function LearningPage(): ReactElement {
  const { t } = useI18n();
  return (
    <>
      <PageHead title={t('nav.learning')} lead={t('learning.lead')} />
      <LearningList />
      <CertificateList />
    </>
  );
}
