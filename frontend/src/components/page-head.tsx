import { useEffect, type ReactElement, type ReactNode } from 'react';
import { useI18n } from '@/lib/i18n/use-i18n';

/** Sets the document's title, for the browser's tab and screen readers. */
export function useTitle(title: string | undefined): void {
  const { t } = useI18n();
  const site = t('site.name');
  useEffect(() => {
    if (title !== undefined) document.title = title === site ? site : `${title} · ${site}`;
  }, [title, site]);
}

export function PageHead({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ReactNode;
  /** Actions on the whole page. */
  children?: ReactNode;
}): ReactElement {
  useTitle(title);
  return (
    <div className="page-head">
      <div className="page-head__words">
        <h1 className="page-head__title" dir="auto">
          {title}
        </h1>
        {lead ? <p className="page-head__lead">{lead}</p> : null}
      </div>
      {children ? <div className="page-head__actions">{children}</div> : null}
    </div>
  );
}
