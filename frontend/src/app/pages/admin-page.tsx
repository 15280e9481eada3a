import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { Icon } from '@/components/icon';
import { PageHead } from '@/components/page-head';
import { useI18n } from '@/lib/i18n/use-i18n';
import { adminSections } from '../admin-sections';

/** Where the work of an administrator begins. */
export function AdminPage(): ReactElement {
  const { t } = useI18n();
  return (
    <>
      <PageHead title={t('nav.admin')} lead={t('admin.lead')} />
      <ul className="rows">
        {adminSections.map(({ href, icon, title, about }) => (
          <li key={href} className="row">
            <Icon name={icon} />
            <div className="row__words">
              <h2 className="row__title">
                <Link href={href}>{t(title)}</Link>
              </h2>
              <p className="muted">{t(about)}</p>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
