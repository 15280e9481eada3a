const KILO = 1000;
const UNITS = ['kB', 'MB', 'GB'] as const;

/** A length in bytes as people read it: 0.4 kB, 25 MB. */
export function fileSize(
  bytes: number,
  number: (value: number, decimals?: number) => string,
): string {
  let amount = bytes / KILO;
  let unit = 0;
  while (amount >= KILO && unit < UNITS.length - 1) {
    amount /= KILO;
    unit += 1;
  }
  const isWhole = amount >= 10 || Number.isInteger(amount);
  return `${number(amount, isWhole ? 0 : 1)} ${UNITS[unit] ?? ''}`;
}
