import { expect, test } from 'vitest';
import { fileSize } from './file-size';

const number = (value: number, decimals = 0): string => value.toFixed(decimals);

test.each([
  [1, '0.1 kB'],
  [350, '0.4 kB'],
  [48_000, '48 kB'],
  [1_500_000, '1.5 MB'],
  [9_940_000, '9.9 MB'],
  [9_990_000, '10 MB'],
  [10_000_000, '10 MB'],
  [999_499, '999 kB'],
  [999_500, '1 MB'],
  [999_999, '1 MB'],
  [999_999_999, '1 GB'],
  [2_000_000_000, '2 GB'],
])('%d bytes are %s', (bytes, words) => {
  expect(fileSize(bytes, number)).toBe(words);
});
