import { expect, test } from 'vitest';
import { daysOf, stuckSince } from './stuck-since';

test('a day is the same from its first moment to its last', () => {
  const first = Date.UTC(2026, 10, 30);

  expect(stuckSince(14, first)).toBe('2026-11-16T00:00:00.000Z');
  expect(stuckSince(14, first + 86_399_999)).toBe('2026-11-16T00:00:00.000Z');
});

test.each([
  ['stuck=14', 14],
  ['stuck=15', null],
  ['stuck=x', null],
  ['', null],
])('%s means %s days', (search, days) => {
  expect(daysOf(search)).toBe(days);
});
