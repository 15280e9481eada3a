import { expect, test, vi } from 'vitest';
import { reloadWhenTheBuildIsGone } from './stale-build';

/** Runs a build that loses a file that many times, and counts reloads. */
function reloads(build: string, losses: number): number {
  const reload = vi.fn();
  const stop = reloadWhenTheBuildIsGone(build, reload);
  for (let count = 0; count < losses; count += 1) {
    window.dispatchEvent(new Event('vite:preloadError', { cancelable: true }));
  }
  stop();
  return reload.mock.calls.length;
}

test('a build that is gone is left for the one that is there, once', () => {
  sessionStorage.clear();
  expect(reloads('/assets/main-1.js', 0)).toBe(0);
  expect(reloads('/assets/main-1.js', 2)).toBe(1);
  // The reload brought the same build: the file is permanently missing.
  expect(reloads('/assets/main-1.js', 1)).toBe(0);
  expect(reloads('/assets/main-2.js', 1)).toBe(1);
});

test('without a network nobody is taken away from what is open', () => {
  sessionStorage.clear();
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  expect(reloads('/assets/main-1.js', 1)).toBe(0);
});
