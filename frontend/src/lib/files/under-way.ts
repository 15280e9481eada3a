import { useSyncExternalStore } from 'react';

let count = 0;
const listeners = new Set<() => void>();

function add(change: number): void {
  count += change;
  listeners.forEach((listener) => listener());
}

/** Counts an upload until the promise settles; returns that promise. */
export function whileUploading<T>(upload: Promise<T>): Promise<T> {
  add(1);
  return upload.finally(() => add(-1));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether anything is being uploaded, so that nobody leaves or hands in without it. */
export function useUploading(): boolean {
  return useSyncExternalStore(subscribe, () => count > 0);
}
