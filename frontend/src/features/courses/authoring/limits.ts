interface Limits {
  minimum: number;
  maximum: number;
}

/** A whole number within the platform's limits, whatever was typed. */
export function inside(value: number, { minimum, maximum }: Limits): number {
  return Math.min(Math.max(Math.round(value) || minimum, minimum), maximum);
}
