import type { ReactElement } from 'react';
import { PageHead } from '@/components/page-head';
import { AuditTrail } from '@/features/audit/audit-trail';
import { PersonName } from '@/features/identity/person-name';
import { PersonPicker } from '@/features/identity/person-picker';
import { useI18n } from '@/lib/i18n/use-i18n';
import { AdminTabs } from '../admin-tabs';

export function AuditPage(): ReactElement {
  const { t } = useI18n();
  return (
    <>
      <AdminTabs />
      <PageHead title={t('audit.title')} lead={t('audit.lead')} />
      <AuditTrail
        picker={(id, onChoose) => (
          <PersonPicker
            label={t('audit.who')}
            clearLabel={t('audit.everyone')}
            id={id}
            takesIds
            onChoose={onChoose}
          />
        )}
        name={(id) => <PersonName id={id} unknown={id} />}
      />
    </>
  );
}
