import type { ReactElement } from 'react';
import { PageHead } from '@/components/page-head';
import { TemplateList } from '@/features/notifications/templates/template-list';
import { useI18n } from '@/lib/i18n/use-i18n';
import { AdminTabs } from '../admin-tabs';

export function TemplatesPage(): ReactElement {
  const { t } = useI18n();
  return (
    <>
      <AdminTabs />
      <PageHead title={t('nav.templates')} lead={t('template.lead')} />
      <TemplateList />
    </>
  );
}
