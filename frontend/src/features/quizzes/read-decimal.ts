import type { Locale } from '@/lib/i18n/language';
import { readNumber } from '@/lib/i18n/read-number';

/** More decimals than anybody types; a double has no more of them for small numbers. */
const MOST_DECIMALS = 9;
const minus = /^[-\u2212\u2013]\s*/u;

/** A number as people write it in this language, negative ones too; null for what is none. */
export function readDecimal(locale: Locale, typed: string): number | null {
  const text = typed
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim();
  const isNegative = minus.test(text);
  // With the fewest decimals that are enough: whole numbers stay exact.
  for (let decimals = 0; decimals <= MOST_DECIMALS; decimals += 1) {
    const read = readNumber(locale, text.replace(minus, ''), decimals);
    if ('units' in read) {
      const value = Number(`${read.units}e-${decimals}`);
      return isNegative && value !== 0 ? -value : value;
    }
    if (read.fault === 'not-a-number') return null;
  }
  return null;
}

/** A number as `readDecimal` reads it again: in the language's own decimal, with nothing between. */
export function writeDecimal(locale: Locale, value: number): string {
  return new Intl.NumberFormat(locale.language, {
    maximumFractionDigits: MOST_DECIMALS,
    useGrouping: false,
    numberingSystem: 'latn',
  })
    .format(value)
    .replace(/\p{Cf}/gu, '');
}
