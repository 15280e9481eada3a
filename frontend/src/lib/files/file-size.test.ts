import { expect, test } from 'vitest';
import { fileSize } from './file-size';

const number = (value: number, decimals = 0): string => value.toFixed(decimals);

test.each([
  [1, '0.1 kB'],
  [350, '0.3 kB'],
  [48_000, '48 kB'],
  [1_500_000, '1.5 MB'],
  [10_000_000, '10 MB'],
  [2_000_000_000, '2 GB'],
])('%d bytes are %s', (bytes, words) => {
  expect(fileSize(bytes, number)).toBe(words);
});
