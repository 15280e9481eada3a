import type { IconName } from '@/components/icon';
import type { MessageKey } from '@/lib/i18n/language';

interface AdminSection {
  href: string;
  icon: IconName;
  title: MessageKey;
  about: MessageKey;
}

/** What there is to administer; the overview and the tabs above each page show it. */
export const adminSections: readonly AdminSection[] = [
  { href: '/admin/users', icon: 'people', title: 'nav.users', about: 'users.lead' },
  { href: '/admin/deliveries', icon: 'mail', title: 'nav.deliveries', about: 'delivery.lead' },
  { href: '/admin/templates', icon: 'article', title: 'nav.templates', about: 'template.lead' },
  { href: '/admin/audit', icon: 'check', title: 'audit.title', about: 'audit.lead' },
];
