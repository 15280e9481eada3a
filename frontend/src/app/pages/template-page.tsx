import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { ButtonLink } from '@/components/button';
import { PageHead } from '@/components/page-head';
import { FailedState, Skeleton } from '@/components/states';
import { getTemplate } from '@/features/notifications/api/get-template';
import { TemplateEditor } from '@/features/notifications/templates/template-editor';
import { useI18n } from '@/lib/i18n/use-i18n';
import { AdminTabs } from '../admin-tabs';
import type { Params } from '../params';

export function TemplatePage({ params }: { params: Params }): ReactElement {
  const { t, tOr } = useI18n();
  const id = params['id'] ?? '';
  const [round, setRound] = useState(0);
  const query = useQuery(getTemplate(id));
  if (query.isError && !query.data) {
    return <FailedState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Skeleton lines={8} />;
  return (
    <>
      <AdminTabs />
      <PageHead
        title={tOr(`template.${id}`, id)}
        lead={tOr(`template.${id}.about`, query.data.about)}
      >
        <ButtonLink href="/admin/templates">{t('template.all')}</ButtonLink>
      </PageHead>
      <TemplateEditor
        key={`${id} ${round}`}
        template={query.data}
        onReload={() => void query.refetch().then(() => setRound(round + 1))}
      />
    </>
  );
}
