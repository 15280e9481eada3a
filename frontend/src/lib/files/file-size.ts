const KILO = 1000;
const UNITS = ['kB', 'MB', 'GB'] as const;

// What is there is shown as more than nothing.
const LEAST = 0.1;

/** A length in bytes as people read it: 0.4 kB, 25 MB. */
export function fileSize(
  bytes: number,
  number: (value: number, decimals?: number) => string,
): string {
  let amount = rounded(Math.max(bytes / KILO, LEAST));
  let unit = 0;
  while (amount >= KILO && unit < UNITS.length - 1) {
    unit += 1;
    amount = rounded(bytes / KILO ** (unit + 1));
  }
  return `${number(amount, Number.isInteger(amount) ? 0 : 1)} ${UNITS[unit] ?? ''}`;
}

/** Rounded before its unit is chosen: to a tenth below 10, else to a whole number. */
function rounded(amount: number): number {
  const tenths = Math.round(amount * 10) / 10;
  return tenths < 10 ? tenths : Math.round(amount);
}
