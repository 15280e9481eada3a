import type { ReactElement } from 'react';
import { PageHead } from '@/components/page-head';
import { PhoneNumber } from '@/features/notifications/preferences/phone-number';
import { Preferences } from '@/features/notifications/preferences/preferences';
import { PushDevices } from '@/features/notifications/push/push-devices';
import { useI18n } from '@/lib/i18n/use-i18n';

export function PreferencesPage(): ReactElement {
  const { t } = useI18n();
  return (
    <div className="narrow narrow--wide">
      <PageHead title={t('contact.title')} lead={t('contact.lead')} />
      <Preferences />
      <PhoneNumber />
      <PushDevices />
    </div>
  );
}
