import type { Announcement } from '../api/get-announcement';

/** Not every learner was notified yet, or something is still on its way. */
export function isUnderWay({ finished_at: finishedAt, states }: Announcement): boolean {
  return finishedAt === null || (states['queued'] ?? 0) + (states['sending'] ?? 0) > 0;
}
