import { useMemo, useSyncExternalStore } from 'react';
import { currentLocale, onLocaleChange, type Language, type MessageKey } from './language';
import {
  formatDate,
  formatDuration,
  formatNumber,
  formatPrice,
  isKey,
  translate,
  type Values,
} from './translate';

export interface I18n {
  language: Language;
  t: (key: MessageKey, values?: Values) => string;
  /** The text of a composed key, or a default when there is none. */
  tOr: (key: string, otherwise: string) => string;
  number: (value: number, decimals?: number) => string;
  price: (price: { amount: number; currency: string }) => string;
  duration: (minutes: number) => string;
  date: (time: string) => string;
  dateTime: (time: string) => string;
  /** To the second, for what happens within one minute. */
  moment: (time: string) => string;
}

export function useI18n(): I18n {
  const locale = useSyncExternalStore(onLocaleChange, currentLocale);
  return useMemo(
    () => ({
      language: locale.language,
      t: (key, values) => translate(locale, key, values),
      tOr: (key, otherwise) => (isKey(locale, key) ? translate(locale, key) : otherwise),
      number: (value, decimals) => formatNumber(locale, value, decimals),
      price: ({ amount, currency }) => formatPrice(locale, amount, currency),
      duration: (minutes) => formatDuration(locale, minutes),
      date: (time) => formatDate(locale, time),
      dateTime: (time) => formatDate(locale, time, 'short'),
      moment: (time) => formatDate(locale, time, 'medium'),
    }),
    [locale],
  );
}
