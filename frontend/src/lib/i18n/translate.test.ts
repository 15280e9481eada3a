import { describe, expect, test } from 'vitest';
import { currentLocale, showLanguage, type Language, type Message } from './language';
import { languages } from './languages';
import { formatDuration, formatNumber, formatPrice, translate } from './translate';

const files = import.meta.glob<Record<string, Message>>('./locales/*/*.json', {
  eager: true,
  import: 'default',
});
const parts = Object.keys(files)
  .filter((path) => path.includes('/en/'))
  .map((path) => path.replace(/^.*\//, ''));
const locales = Object.keys(languages).map((code): [Language, Record<string, Message>] => [
  code as Language,
  Object.assign({}, ...parts.map((part) => files[`./locales/${code}/${part}`])) as Record<
    string,
    Message
  >,
]);

function placeholders(message: Message): Set<string> {
  const texts = typeof message === 'string' ? [message] : Object.values(message);
  return new Set(texts.flatMap((text) => text.match(/\{\w+\}/g) ?? []));
}

describe('locales', () => {
  test.each(locales)('%s says everything, with the same values', (language, messages) => {
    for (const part of parts) {
      const english = files[`./locales/en/${part}`] ?? {};
      const own = files[`./locales/${language}/${part}`] ?? {};
      expect([part, Object.keys(own)]).toEqual([part, Object.keys(english)]);
      for (const [key, message] of Object.entries(english)) {
        expect([key, placeholders(messages[key] ?? '')]).toEqual([key, placeholders(message)]);
      }
    }
  });

  test.each(locales)('%s has every plural form of its grammar', (language, messages) => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    // Where a language has three, `many` is for whole millions, and these fall back to `other`.
    const needed = forms.length === 3 ? forms.filter((form) => form !== 'many') : forms;
    for (const [key, message] of Object.entries(messages)) {
      if (typeof message === 'string') continue;
      expect([key, Object.keys(message)]).toEqual([key, expect.arrayContaining(needed)]);
    }
  });
});

describe('months', () => {
  // Pages and certificates are rendered on the server, which has no Intl.
  test.each(locales)('%s names and orders a day as the browser does', (language, messages) => {
    for (let month = 0; month < 12; month += 1) {
      const day = new Date(Date.UTC(2026, month, 20));
      const values: Record<string, string> = {
        day: String(day.getUTCDate()),
        month: messages[`month.${month + 1}`] as string,
        year: '2026',
      };
      const made = (messages['date.long'] as string).replace(
        /\{(\w+)\}/g,
        (_, name: string) => values[name] ?? '',
      );
      const shown = new Intl.DateTimeFormat(`${language}-u-nu-latn`, {
        dateStyle: 'long',
        timeZone: 'UTC',
      }).format(day);
      expect(made).toBe(shown);
    }
  });
});

describe('words and numbers', () => {
  test('plural forms follow the language', async () => {
    expect(translate(currentLocale(), 'course.lessons', { count: 1 })).toBe('1 lesson');
    expect(translate(currentLocale(), 'course.lessons', { count: 16 })).toBe('16 lessons');
    expect(translate(currentLocale(), 'course.seatsLeft', { count: 0 })).toBe('Full');
    await showLanguage('ar');
    expect(translate(currentLocale(), 'course.lessons', { count: 2 })).toBe('درسان');
    expect(translate(currentLocale(), 'course.lessons', { count: 16 })).toBe('16 درسًا');
  });

  test.each([
    [0, 'EUR', 'Free'],
    [4900, 'EUR', '€49'],
    [4950, 'USD', '$49.50'],
    [123_456_789, 'GBP', '£1,234,567.89'],
    [5000, 'JPY', 'JPY 5,000'],
  ])('%d minor units of %s are %s', (amount, currency, shown) => {
    expect(formatPrice(currentLocale(), amount, currency)).toBe(shown);
  });

  test('numbers and prices follow the language', async () => {
    await showLanguage('es');
    expect(formatNumber(currentLocale(), 1234.5, 1)).toBe('1.234,5');
    expect(formatPrice(currentLocale(), 4950, 'EUR')).toBe('49,50 €');
    await showLanguage('fr');
    expect(formatNumber(currentLocale(), 1234.5, 1)).toBe('1\u202f234,5');
    expect(formatPrice(currentLocale(), 4950, 'EUR')).toBe('49,50\u00a0€');
    expect(translate(currentLocale(), 'course.lessons', { count: 0 })).toBe('0 leçon');
  });

  test.each([
    [45, '45 min'],
    [120, '2 h'],
    [209, '3 h 29 min'],
  ])('%d minutes are %s', (minutes, shown) => {
    expect(formatDuration(currentLocale(), minutes)).toBe(shown);
  });
});
