import type { ReactElement } from 'react';
import { PageHead } from '@/components/page-head';
import { UserTable } from '@/features/identity/user-table';
import { useI18n } from '@/lib/i18n/use-i18n';
import { AdminTabs } from '../admin-tabs';

export function UsersPage(): ReactElement {
  const { t } = useI18n();
  return (
    <>
      <AdminTabs />
      <PageHead title={t('users.title')} lead={t('users.lead')} />
      <UserTable />
    </>
  );
}
