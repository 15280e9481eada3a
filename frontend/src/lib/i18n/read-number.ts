import type { Locale } from './language';

/** A number that somebody typed, in units of its last decimal; or why it cannot be relied on. */
export type ReadNumber =
  | { units: number }
  /** `ambiguous`: 1.200 may be a thousand or a little more than one. */
  | { fault: 'not-a-number' | 'ambiguous' | 'decimals' };

interface Reading {
  decimal: string;
  whole: string;
  fraction: string;
}

const SPACE = '_';
const ARABIC_DECIMAL = '\u066b';
// Full stop, comma, Arabic decimal and thousands separators, apostrophes, spaces.
const separators = /[.,\u066b\u066c'\u2019_]/gu;
const numeric = /^\d(?:[\d.,\u066b\u066c'\u2019_]*\d)?$/u;
// In threes; in India by twos above a thousand.
const grouped = /^(?:[1-9]\d{0,2}(?:S\d{3})+|[1-9]\d?(?:S\d{2})*S\d{3})$/;

/**
 * Reads a number as people write it in this language: with digits of any script, with separators
 * of thousands, with or without one of the `signs` before or behind.
 *
 * The language decides what a separator means. What it cannot mean there is read the other way.
 * More digits than there are decimals are refused: three of them may have meant thousands.
 */
export function readNumber(
  locale: Locale,
  typed: string,
  decimals: number,
  signs: readonly string[] = [],
): ReadNumber {
  const text = plain(typed, signs);
  if (!numeric.test(text)) return { fault: 'not-a-number' };
  const used = new Set(text.match(separators));
  const own = used.has(ARABIC_DECIMAL) ? ARABIC_DECIMAL : word(locale, 'number.decimal');
  const readings = ['.', ',', ARABIC_DECIMAL]
    .filter((decimal) => used.has(decimal))
    .concat('')
    .map((decimal) => split(text, decimal))
    .filter((reading) => reading !== undefined);
  const meant = used.has(own) ? own : '';
  const chosen = readings.find(({ decimal }) => decimal === meant) ?? readings[0];
  if (chosen === undefined) return { fault: 'not-a-number' };
  if (chosen.fraction.length <= decimals) {
    return { units: Number(chosen.whole + chosen.fraction.padEnd(decimals, '0')) };
  }
  return { fault: chosen.fraction.length === 3 ? 'ambiguous' : 'decimals' };
}

/** A number of units as `readNumber` reads it again, with all decimals and nothing between. */
export function writeNumber(locale: Locale, units: number, decimals: number): string {
  const digits = String(units).padStart(decimals + 1, '0');
  const end = digits.length - decimals;
  const point = decimals === 0 ? '' : word(locale, 'number.decimal');
  return digits.slice(0, end) + point + digits.slice(end);
}

/** The signs of a currency as people write them in this language and elsewhere, longest first. */
export function currencySigns(locale: Locale, currency: string): string[] {
  const signs = new Set([currency]);
  for (const language of [locale.language, 'en']) {
    for (const currencyDisplay of ['symbol', 'narrowSymbol'] as const) {
      const style = { style: 'currency', currency, currencyDisplay } as const;
      const parts = new Intl.NumberFormat(language, style).formatToParts(0);
      signs.add(parts.find((part) => part.type === 'currency')?.value ?? currency);
    }
  }
  return [...signs].toSorted((one, other) => other.length - one.length);
}

/** Digits and separators in one writing: European digits, any space as one sign, no currency. */
function plain(typed: string, signs: readonly string[]): string {
  const text = compatible(typed);
  const sign = signs.map(compatible).find((one) => text.startsWith(one) || text.endsWith(one));
  return (sign === undefined ? text : text.replace(sign, ''))
    .trim()
    .replace(/[\p{Zs}\t]+/gu, SPACE)
    .replaceAll('\u060c', ',')
    .replace(/\p{Nd}/gu, digit);
}

/** Without compatible variants (full width), case, and marks for the direction of writing. */
function compatible(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .toUpperCase();
}

/** A decimal digit of any script as 0 to 9: Unicode has them in rows of ten. */
function digit(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  let first = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
  return String((code - first) % 10);
}

/** The reading in which this is the decimal separator; undefined when it cannot be. */
function split(text: string, decimal: string): Reading | undefined {
  const [whole = '', fraction = '', ...more] = decimal === '' ? [text] : text.split(decimal);
  if (more.length > 0 || /\D/.test(fraction)) return undefined;
  const [group, ...others] = new Set(whole.match(separators));
  if (group === undefined) return { decimal, whole, fraction };
  if (others.length > 0 || group === ARABIC_DECIMAL) return undefined;
  if (!grouped.test(whole.replaceAll(group, 'S'))) return undefined;
  return { decimal, whole: whole.replaceAll(group, ''), fraction };
}

function word(locale: Locale, key: 'number.decimal'): string {
  return locale.messages[key] as string;
}
