import type { ReactElement } from 'react';
import { Link, useLocation } from 'wouter';
import { useI18n } from '@/lib/i18n/use-i18n';
import { adminSections } from './admin-sections';

/** The way from one part of the administration to the others. */
export function AdminTabs(): ReactElement {
  const { t } = useI18n();
  const [path] = useLocation();
  return (
    <nav aria-label={t('nav.admin')}>
      <ul className="tabs">
        {adminSections.map(({ href, title }) => (
          <li key={href}>
            <Link
              className="chip"
              href={href}
              aria-current={
                path === href ? 'page' : path.startsWith(`${href}/`) ? 'true' : undefined
              }
            >
              {t(title)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
