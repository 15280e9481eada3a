import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { Toasts } from '@/components/toast';
import { VerifyBanner } from '@/features/identity/verify-banner';
import { UnreadCount } from '@/features/notifications/unread-count';
import { requestPath } from '@/lib/api/path';
import { useI18n } from '@/lib/i18n/use-i18n';
import { remainder } from '@/lib/remainder';
import { useMayTeach, usePerson } from '@/lib/session/use-session';
import { Preferences } from './preferences';
import { returnPath } from './return-path';

/** The frame of every page; the server renders the same one. */
export function Layout({ children }: { children: ReactNode }): ReactElement {
  const { t } = useI18n();
  return (
    <>
      <a className="skip-link" href="#main">
        {t('skip')}
      </a>
      <header className="site-header">
        <div className="site-header__bar wrap">
          <Link className="brand" href="/">
            <svg
              className="brand__mark"
              viewBox="0 0 32 32"
              width="28"
              height="28"
              aria-hidden="true"
            >
              <path d="M4 7c5-2 9-1 12 2 3-3 7-4 12-2v18c-5-2-9-1-12 2-3-3-7-4-12-2z" />
              <path className="brand__line" d="M16 9v18" />
            </svg>
            <span className="brand__name">{t('site.name')}</span>
          </Link>
          <SiteNav />
          <Account />
        </div>
      </header>
      <VerifyBanner />
      <main id="main" className="wrap page" tabIndex={-1}>
        {children}
      </main>
      <footer className="site-footer">
        <div className="site-footer__bar wrap">
          <p>{t('footer.about')}</p>
          <Preferences />
        </div>
      </footer>
      <Toasts />
    </>
  );
}

function SiteNav(): ReactElement {
  const { t } = useI18n();
  const person = usePerson();
  const mayTeach = useMayTeach();

  return (
    <nav className="site-nav" aria-label={t('nav.label')}>
      <ul>
        <NavItem href="/courses">{t('nav.courses')}</NavItem>
        {person === null ? null : (
          <>
            <NavItem href="/learning">{t('nav.learning')}</NavItem>
            <NavItem href="/inbox">
              {t('nav.inbox')} <UnreadCount />
            </NavItem>
          </>
        )}
        {mayTeach ? <NavItem href="/teach">{t('nav.teach')}</NavItem> : null}
        {person?.role === 'admin' ? <NavItem href="/admin">{t('nav.admin')}</NavItem> : null}
      </ul>
    </nav>
  );
}

function NavItem({ href, children }: { href: string; children: ReactNode }): ReactElement {
  const [path] = useLocation();
  const isHere = path === href;
  const isInside = path.startsWith(`${href}/`);
  const link = useRef<HTMLAnchorElement>(null);
  // On a phone the row may be scrolled.
  useEffect(() => {
    const row = link.current?.closest('ul');
    if (!isHere || !link.current || !row) return;
    const [here, all] = [link.current.getBoundingClientRect(), row.getBoundingClientRect()];
    row.scrollLeft += Math.min(0, here.left - all.left) + Math.max(0, here.right - all.right);
  }, [isHere]);
  return (
    <li>
      <Link
        ref={link}
        className="site-nav__link"
        href={href}
        aria-current={isHere ? 'page' : isInside ? 'true' : undefined}
      >
        {children}
      </Link>
    </li>
  );
}

const AVATARS = 8;

/** The first letter, even if it takes two code units. */
function initial(name: string): string {
  return String.fromCodePoint(name.codePointAt(0) ?? 0x20).toUpperCase();
}

function Account(): ReactElement {
  const { t } = useI18n();
  const person = usePerson();
  // Rendered again for every address.
  useLocation();
  useSearch();
  if (person === null) {
    const next = returnPath();
    return (
      <div className="site-account">
        <Link className="button button--quiet" href={requestPath('/login', { next })}>
          {t('nav.logIn')}
        </Link>
        <Link className="button button--primary" href={requestPath('/register', { next })}>
          {t('nav.register')}
        </Link>
      </div>
    );
  }
  return (
    <div className="site-account">
      <Link className="site-account__me" href="/account">
        <span className={`avatar avatar--${remainder(person.id, AVATARS)}`} aria-hidden="true">
          {initial(person.name)}
        </span>
        <span className="site-account__name" dir="auto">
          {person.name}
        </span>
      </Link>
    </div>
  );
}
