const KILO = 1000;
const UNITS = ['kB', 'MB', 'GB'] as const;

// What is there is shown as more than nothing.
const LEAST = 0.1;

/** A length in bytes as people read it: 0.4 kB, 25 MB. */
export function fileSize(
  bytes: number,
  number: (value: number, decimals?: number) => string,
): string {
  let amount = Math.max(bytes / KILO, LEAST);
  let unit = 0;
  while (amount >= KILO && unit < UNITS.length - 1) {
    amount /= KILO;
    unit += 1;
  }
  const isWhole = amount >= 10 || Number.isInteger(amount);
  return `${number(amount, isWhole ? 0 : 1)} ${UNITS[unit] ?? ''}`;
}
