import type { ReactElement } from 'react';
import { PageHead } from '@/components/page-head';
import { PersonName } from '@/features/identity/person-name';
import { PersonPicker } from '@/features/identity/person-picker';
import { Deliveries } from '@/features/notifications/deliveries/deliveries';
import { useI18n } from '@/lib/i18n/use-i18n';
import { AdminTabs } from '../admin-tabs';

export function DeliveriesPage(): ReactElement {
  const { t } = useI18n();
  return (
    <>
      <AdminTabs />
      <PageHead title={t('nav.deliveries')} lead={t('delivery.lead')} />
      <Deliveries
        picker={(id, onChoose) => (
          <PersonPicker
            label={t('delivery.recipient')}
            clearLabel={t('delivery.everyone')}
            id={id}
            onChoose={onChoose}
          />
        )}
        name={(id) => <PersonName id={id} />}
      />
    </>
  );
}
