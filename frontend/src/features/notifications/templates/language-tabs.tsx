import type { ReactElement } from 'react';
import { Badge } from '@/components/badge';
import { languages, type Language } from '@/lib/i18n/language';
import { useI18n } from '@/lib/i18n/use-i18n';
import { codes } from './draft';

interface LanguageTabsProps {
  chosen: Language;
  /** Languages with a customized wording. */
  overridden: readonly Language[];
  onChoose: (language: Language) => void;
}

export function LanguageTabs({ chosen, overridden, onChoose }: LanguageTabsProps): ReactElement {
  const { t } = useI18n();
  return (
    <ul className="tabs" aria-label={t('contact.language')}>
      {codes.map((code) => (
        <li key={code}>
          <button
            type="button"
            className="chip"
            aria-pressed={code === chosen}
            onClick={() => onChoose(code)}
          >
            <span lang={code}>{languages[code]}</span>{' '}
            {overridden.includes(code) ? <Badge kind="good">{t('template.own')}</Badge> : null}
          </button>
        </li>
      ))}
    </ul>
  );
}
