import type { ReactElement } from 'react';
import { useI18n } from '@/lib/i18n/use-i18n';

/** Shown in place of a form whose link was copied in part, or opened again without its end. */
export function IncompleteLink(): ReactElement {
  const { t } = useI18n();
  return (
    <p className="problem-note" role="alert">
      {t('link.incomplete')}
    </p>
  );
}
