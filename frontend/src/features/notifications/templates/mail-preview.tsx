import { useMemo, type ReactElement } from 'react';
import { useI18n } from '@/lib/i18n/use-i18n';
import { dress, undressed } from './mail-page';

/** An email as mail programs show it, in a frame without scripts. */
export function MailPreview({ html }: { html: string }): ReactElement {
  const { t } = useI18n();
  const page = useMemo(() => undressed(html), [html]);
  return (
    <iframe
      className="mail"
      title={t('template.mail')}
      // No scripts, forms or windows; the same origin, so that it can be styled.
      sandbox="allow-same-origin"
      srcDoc={page.markup}
      onLoad={({ currentTarget }) => dress(currentTarget, page)}
    />
  );
}
