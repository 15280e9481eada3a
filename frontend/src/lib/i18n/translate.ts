import { currencies } from './currencies';
import type { Locale, Message, MessageKey } from './language';

export type Values = Readonly<Record<string, string | number>>;

/** The text of a key: `{name}` takes a value, and `count` selects the plural form. */
export function translate(locale: Locale, key: MessageKey, values: Values = {}): string {
  const message: Message | undefined = locale.messages[key];
  if (message === undefined) throw new Error(`The words of this page lack ${key}.`);
  const text = typeof message === 'string' ? message : plural(locale.language, message, values);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? formatNumber(locale, value) : value;
  });
}

/** Tells whether a composed key, such as `problem.course-full`, exists. */
export function isKey(locale: Locale, text: string): text is MessageKey {
  return Object.hasOwn(locale.messages, text);
}

const rules = new Map<string, Intl.PluralRules>();

function plural(language: string, forms: Exclude<Message, string>, values: Values): string {
  let rule = rules.get(language);
  if (rule === undefined) {
    rule = new Intl.PluralRules(language);
    rules.set(language, rule);
  }
  const count = Number(values['count'] ?? 0);
  // Zero may have its own text in every language: "Full" rather than "0 seats left".
  if (count === 0 && forms.zero !== undefined) return forms.zero;
  return forms[rule.select(count)] ?? forms.other ?? '';
}

/** Western digits with the language's separators, e.g. 1,234.5 or 1.234,5. */
export function formatNumber(locale: Locale, value: number, decimals = 0): string {
  const [whole = '', fraction] = Math.abs(value).toFixed(decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, words(locale, 'number.group'));
  const sign = value < 0 ? '-' : '';
  return (
    sign + grouped + (fraction === undefined ? '' : words(locale, 'number.decimal') + fraction)
  );
}

const symbols: Readonly<Record<string, string>> = { EUR: '€', USD: '$', GBP: '£' };

/** An amount of minor units as people read it: Free, €49, €49.50. */
export function formatPrice(locale: Locale, amount: number, currency: string): string {
  if (amount === 0) return words(locale, 'price.free');
  const places = decimalsOf(currency);
  const unit = 10 ** places;
  return translate(locale, 'price.format', {
    symbol: symbols[currency] ?? `${currency} `,
    amount: formatNumber(locale, amount / unit, amount % unit === 0 ? 0 : places),
  }).trim();
}

/** How many decimals an amount in the currency has; two when ISO 4217 does not list it. */
export function decimalsOf(currency: string): number {
  const table: Readonly<Record<string, number>> = currencies;
  return table[currency] ?? 2;
}

/** Minutes as 45 min, 2 h or 2 h 5 min. */
export function formatDuration(locale: Locale, minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return translate(locale, 'duration.minutes', { minutes: rest });
  if (rest === 0) return translate(locale, 'duration.hours', { hours });
  return translate(locale, 'duration.both', { hours, minutes: rest });
}

/** A day; with the time if given: `short` to the minute, `medium` to the second. */
export function formatDate(locale: Locale, time: string, timeStyle?: 'short' | 'medium'): string {
  return new Intl.DateTimeFormat(`${locale.language}-u-nu-latn`, {
    dateStyle: 'medium',
    ...(timeStyle === undefined ? {} : { timeStyle }),
  }).format(new Date(time));
}

function words(locale: Locale, key: MessageKey): string {
  return locale.messages[key] as string;
}
