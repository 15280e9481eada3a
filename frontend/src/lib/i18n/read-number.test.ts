import { describe, expect, test } from 'vitest';
import { currencies } from './currencies';
import { currentLocale, showLanguage, type Language } from './language';
import { languages } from './languages';
import { currencySigns, readNumber, writeNumber, type ReadNumber } from './read-number';
import { formatNumber, formatPrice } from './translate';

const codes = Object.keys(currencies) as (keyof typeof currencies)[];
const ambiguous = { fault: 'ambiguous' } as const;
const decimals = { fault: 'decimals' } as const;
const none = { fault: 'not-a-number' } as const;

/** Reads an amount of minor units in a language. */
async function read(
  language: Language,
  typed: string,
  currency: keyof typeof currencies = 'EUR',
): Promise<ReadNumber> {
  await showLanguage(language);
  const signs = currencySigns(currentLocale(), currency);
  return readNumber(currentLocale(), typed, currencies[currency], signs);
}

describe('amounts that somebody typed', () => {
  // Comma or full stop: what CLDR says of the language.
  test.each<[Language, string, ReadNumber]>([
    ['en', '1,234', { units: 123_400 }],
    ['en', '1.200', ambiguous],
    ['en', '1,234.50', { units: 123_450 }],
    ['en', '1,234,567', { units: 123_456_700 }],
    ['en', '1,23,456.7', { units: 12_345_670 }],
    ['en', '0,123', ambiguous],
    ['en', '49.5', { units: 4950 }],
    ['en', '12.3456', decimals],
    ['es', '1.200', { units: 120_000 }],
    ['es', '1,234', ambiguous],
    ['es', '1.234,50', { units: 123_450 }],
    ['es', '1.234.567', { units: 123_456_700 }],
    ['fr', '1 234,50', { units: 123_450 }],
    ['fr', '1\u202f234', { units: 123_400 }],
    ['fr', '1,234', ambiguous],
    ['ar', '1,234', { units: 123_400 }],
    ['ar', '1.200', ambiguous],
    // What can be read in one way only is, wherever it was learned.
    ['en', '49,50', { units: 4950 }],
    ['es', '49.50', { units: 4950 }],
    ['en', '1.234,50', { units: 123_450 }],
    ['es', '1,234,567.89', { units: 123_456_789 }],
    ['en', "1'234.50", { units: 123_450 }],
    ['en', '1’234', { units: 123_400 }],
    // Digits and separators of other scripts.
    ['ar', '١٢٣', { units: 12_300 }],
    ['ar', '١٬٢٣٤٫٥٠', { units: 123_450 }],
    ['en', '١٢٫٥', { units: 1250 }],
    ['ar', '۱۲۳', { units: 12_300 }],
    ['en', '१२३', { units: 12_300 }],
    ['en', '４９．５０', { units: 4950 }],
    // Signs and spaces around.
    ['en', '€49', { units: 4900 }],
    ['en', ' 49 EUR ', { units: 4900 }],
    ['en', 'eur 49.50', { units: 4950 }],
    ['fr', '49,50\u00a0€', { units: 4950 }],
    ['ar', '\u200f49.50\u00a0€', { units: 4950 }],
    ['en', '0', { units: 0 }],
    // Not numbers, or not in this currency.
    ['en', '$49', none],
    ['en', '49 USD', none],
    ['en', 'cheap', none],
    ['en', '', none],
    ['en', '€', none],
    ['en', '-5', none],
    ['en', '1e3', none],
    ['en', '12 34', none],
    ['en', '1,2.3,4', none],
    ['en', '1..2', none],
    ['en', '.5', none],
    ['en', '½', none],
    ['en', '49€€', none],
  ])('in %s, %s is %o', async (language, typed, expected) => {
    expect(await read(language, typed)).toEqual(expected);
  });

  test.each<[Language, string, keyof typeof currencies, ReadNumber]>([
    ['en', '1.200', 'KWD', { units: 1200 }],
    ['en', '1.2', 'TND', { units: 1200 }],
    ['es', '1,234', 'BHD', { units: 1234 }],
    ['en', '1,234', 'KWD', { units: 1_234_000 }],
    ['en', '1,200', 'JPY', { units: 1200 }],
    ['en', '1.200', 'JPY', ambiguous],
    ['en', '49.50', 'PYG', decimals],
    ['es', '12.000', 'PYG', { units: 12_000 }],
    ['en', '¥1200', 'JPY', { units: 1200 }],
    ['en', 'MX$49', 'MXN', { units: 4900 }],
    ['ar', 'د.ك.\u200f 1.5', 'KWD', { units: 1500 }],
  ])('in %s, %s %s is %o', async (language, typed, currency, expected) => {
    expect(await read(language, typed, currency)).toEqual(expected);
  });

  test.each(Object.keys(languages) as Language[])(
    'what %s shows of any currency is read as the same amount',
    async (language) => {
      await showLanguage(language);
      const locale = currentLocale();
      let random = 7;
      for (const currency of codes) {
        const places = currencies[currency];
        const signs = currencySigns(locale, currency);
        for (let round = 0; round < 12; round += 1) {
          random = (random * 48_271) % 2_147_483_647;
          const units = (random % 10 ** (2 + (round % 7))) + 1;
          const shown = [
            writeNumber(locale, units, places),
            formatNumber(locale, units / 10 ** places, places),
            formatPrice(locale, units, currency),
          ];
          for (const text of shown) {
            expect([text, readNumber(locale, text, places, signs)]).toEqual([text, { units }]);
          }
        }
      }
    },
  );

  test('digits of every numbering system are digits', () => {
    for (const system of Intl.supportedValuesOf('numberingSystem')) {
      const format = new Intl.NumberFormat(`en-u-nu-${system}`, { useGrouping: false });
      const typed = format.format(1_234_567_890);
      // Some have no ten digits, such as Roman numerals and Chinese ones.
      if (!/^\p{Nd}{10}$/u.test(typed)) continue;
      expect([system, readNumber(currentLocale(), typed, 0)]).toEqual([
        system,
        { units: 1_234_567_890 },
      ]);
    }
  });
});
