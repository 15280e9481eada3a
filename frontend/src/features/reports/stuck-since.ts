const DAY_MS = 86_400_000;

/** After how many days without activity somebody counts as stuck; teachers choose one. */
export const stuckDays = [7, 14, 30, 90] as const;

/** The number of days that an address names; null: everybody. */
export function daysOf(search: string): number | null {
  const days = Number(new URLSearchParams(search).get('stuck'));
  return stuckDays.find((one) => one === days) ?? null;
}

/** The beginning (UTC) of the day this many days ago: the same until midnight, like its page. */
export function stuckSince(days: number, now = Date.now()): string {
  return new Date(Math.floor(now / DAY_MS) * DAY_MS - days * DAY_MS).toISOString();
}
