import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { useI18n } from '@/lib/i18n/use-i18n';

interface PaginationProps {
  page: number;
  pages: number;
  /** The address of a page. */
  href: (page: number) => string;
}

export function Pagination({ page, pages, href }: PaginationProps): ReactElement | null {
  const { t, number } = useI18n();
  if (pages <= 1) return null;
  return (
    <nav className="pagination" aria-label={t('pages.label')}>
      {page > 1 ? (
        <Link className="button button--secondary" href={href(page - 1)} rel="prev">
          {t('pages.previous')}
        </Link>
      ) : null}
      <span className="pagination__where">
        {t('pages.where', { page: number(page), pages: number(pages) })}
      </span>
      {page < pages ? (
        <Link className="button button--secondary" href={href(page + 1)} rel="next">
          {t('pages.next')}
        </Link>
      ) : null}
    </nav>
  );
}
