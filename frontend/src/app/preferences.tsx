import { useState, type ReactElement } from 'react';
import { chooseLanguage, isLanguage, languages } from '@/lib/i18n/language';
import { useI18n } from '@/lib/i18n/use-i18n';
import { chooseTheme, chosenTheme, themes } from '@/lib/theme';

/** Language and theme, on every page. */
export function Preferences(): ReactElement {
  const { t, language } = useI18n();
  const [theme, setTheme] = useState(chosenTheme);
  return (
    <div className="preferences">
      <label className="preferences__choice">
        <span>{t('preferences.language')}</span>
        <select
          className="input input--select input--small"
          value={language}
          onChange={({ target }) => {
            if (isLanguage(target.value)) void chooseLanguage(target.value);
          }}
        >
          {Object.entries(languages).map(([code, name]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label className="preferences__choice">
        <span>{t('preferences.theme')}</span>
        <select
          className="input input--select input--small"
          value={theme}
          onChange={({ target }) => {
            const chosen = themes.find((one) => one === target.value) ?? 'system';
            chooseTheme(chosen);
            setTheme(chosen);
          }}
        >
          {themes.map((one) => (
            <option key={one} value={one}>
              {t(`theme.${one}`)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
