import type { Lesson } from './api/get-lesson';
import { recordProgress } from './api/record-progress';

const SAVE_MS = 15_000;
const FINISHED = 0.9;
/** A video that was stopped in the first or the last seconds begins again. */
const EDGE_SECONDS = 5;

/**
 * Goes on where the learner stopped, keeps where they are, and finishes the lesson near the end.
 * Returns what ends it.
 */
export function keepPosition(
  player: HTMLVideoElement,
  lesson: Lesson,
  finish: () => void,
): () => void {
  let saved = lesson.position_seconds ?? 0;
  let savedAt = Date.now();
  let isFinished = Boolean(lesson.completed_at);

  function resume(): void {
    const isInside = saved > EDGE_SECONDS && saved < player.duration - EDGE_SECONDS;
    if (isInside && player.currentTime < 1) player.currentTime = saved;
  }
  function save(): void {
    const now = Math.floor(player.currentTime);
    if (now === saved || player.readyState === 0) return;
    saved = now;
    savedAt = Date.now();
    recordProgress(lesson, { position_seconds: now }).catch(() => {
      // The next save has a newer position.
      saved = -1;
    });
  }
  function advance(): void {
    if (!isFinished && player.currentTime >= player.duration * FINISHED) {
      isFinished = true;
      finish();
    }
    if (Date.now() - savedAt >= SAVE_MS) save();
  }
  function leave(): void {
    if (document.visibilityState === 'hidden') save();
  }
  if (player.readyState > 0) resume();
  player.addEventListener('loadedmetadata', resume);
  player.addEventListener('timeupdate', advance);
  player.addEventListener('pause', save);
  document.addEventListener('visibilitychange', leave);
  window.addEventListener('pagehide', save);
  return () => {
    save();
    player.removeEventListener('loadedmetadata', resume);
    player.removeEventListener('timeupdate', advance);
    player.removeEventListener('pause', save);
    document.removeEventListener('visibilitychange', leave);
    window.removeEventListener('pagehide', save);
  };
}
