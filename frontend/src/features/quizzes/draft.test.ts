import { expect, it } from 'vitest';
import type { Locale, Messages } from '@/lib/i18n/language';
import ar from '@/lib/i18n/locales/ar/common.json';
import en from '@/lib/i18n/locales/en/common.json';
import es from '@/lib/i18n/locales/es/common.json';
import { movedBy, toDrafts, toResponses } from './draft';
import { readDecimal, writeDecimal } from './read-decimal';

function locale(language: Locale['language'], messages: unknown): Locale {
  return { language, direction: 'ltr', messages: messages as Messages };
}

const english = locale('en', en);
const spanish = locale('es', es);
const arabic = locale('ar', ar);

it.each([
  [english, '2.5', 2.5],
  [english, '-0.25', -0.25],
  [english, '\u22123', -3],
  [english, '1,200', 1200],
  [english, '1000000000000', 1e12],
  [spanish, '2,5', 2.5],
  [spanish, '1.200', 1200],
  [arabic, '\u0662\u066b\u0665', 2.5],
  [english, '0.1', 0.1],
  [english, 'eight', null],
  [english, '', null],
  [english, '-', null],
])('reads a number as it is written in %o: %s', (language, typed, value) => {
  expect(readDecimal(language, typed)).toBe(value);
});

it.each([english, spanish, arabic])('writes numbers so that they are read again', (language) => {
  for (const value of [0, 2.5, -0.125, 1234567.5, 1e12, -42]) {
    expect(readDecimal(language, writeDecimal(language, value))).toBe(value);
  }
});

const item = (id: string) => ({ id, text: id });
const question = { prompt: '?', points: 1 };
const questions = [
  { ...question, id: 'one', kind: 'single' as const, choices: [item('a'), item('b')] },
  { ...question, id: 'number', kind: 'number' as const, choices: [] },
  { ...question, id: 'text', kind: 'text' as const, choices: [] },
  { ...question, id: 'order', kind: 'ordering' as const, choices: [item('x'), item('y')] },
];

it('sends what is answered, and items in the order that is shown', () => {
  const drafts = toDrafts(english, questions, [{ question_id: 'one', choices: ['b'] }]);
  expect(toResponses(english, questions, drafts)).toEqual([
    { question_id: 'one', choices: ['b'] },
    { question_id: 'order', choices: ['x', 'y'] },
  ]);
});

it('goes on with what was saved', () => {
  const saved = [
    { question_id: 'number', number: 2.5 },
    { question_id: 'text', text: 'Paris' },
    { question_id: 'order', choices: ['y', 'x'] },
  ];
  expect(toResponses(spanish, questions, toDrafts(spanish, questions, saved))).toEqual(saved);
});

it('moves an item by one place, and no further than the ends', () => {
  expect(movedBy(['a', 'b', 'c'], 'b', -1)).toEqual(['b', 'a', 'c']);
  expect(movedBy(['a', 'b', 'c'], 'c', 1)).toEqual(['a', 'b', 'c']);
});
