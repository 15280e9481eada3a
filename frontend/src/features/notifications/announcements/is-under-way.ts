import type { Announcement } from '../api/get-announcement';

/** Not everybody was written to yet, or something is still on its way. */
export function isUnderWay({ finished_at: finishedAt, states }: Announcement): boolean {
  return finishedAt === null || (states['queued'] ?? 0) + (states['sending'] ?? 0) > 0;
}
