import { useLayoutEffect } from 'react';
import type { AroundNavHandler } from 'wouter';

/** The address of the page with unsaved changes; null while everything is saved. */
let guarded: URL | null = null;
/** What to do with the changes when they are given up. */
let discard: (() => void) | undefined;
/** The way out that waits for the reader's word. */
let wayOut: (() => void) | null = null;
const listeners = new Set<() => void>();

function ask(go: (() => void) | null): void {
  wayOut = go;
  listeners.forEach((listener) => listener());
}

function guard(onDiscard?: () => void): () => void {
  discard = onDiscard;
  guarded = new URL(window.location.href);
  window.addEventListener('beforeunload', warn);
  // Before the router, which would show the other page first.
  window.addEventListener('popstate', hold, { capture: true });
  return release;
}

function release(): void {
  guarded = null;
  discard = undefined;
  window.removeEventListener('beforeunload', warn);
  window.removeEventListener('popstate', hold, { capture: true });
  if (wayOut !== null) ask(null);
}

/** Closing the tab, or another site: browsers ask in their own words. */
function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/**
 * The browser's back and forward buttons have changed the address already: the page's own becomes
 * the newest entry, and the one that was wanted is the entry before it.
 */
function hold(event: PopStateEvent): void {
  if (guarded === null || guarded.pathname === window.location.pathname) return;
  event.stopImmediatePropagation();
  window.history.pushState(null, '', guarded.href);
  ask(() => window.history.back());
}

/** Lets nobody go to another page of the app before they have answered. */
export const askFirst: AroundNavHandler = (navigate, to, options) => {
  const isElsewhere = guarded !== null && new URL(to, guarded).pathname !== guarded.pathname;
  if (isElsewhere) ask(() => navigate(to, options));
  else navigate(to, options);
};

/** The question whether to leave unsaved changes behind, as long as it is open. */
export const leaving = {
  isAsked: (): boolean => wayOut !== null,

  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },

  stay: (): void => ask(null),

  leave: (): void => {
    const go = wayOut;
    discard?.();
    release();
    go?.();
  },
};

/**
 * Asks before changes get lost: on the way to another page, by the browser's buttons, and when the
 * tab is closed. Returns what to call before leaving because they have been saved, or deleted.
 * `onDiscard`, the same at each call, is called when somebody gives them up.
 */
export function useUnsaved(isUnsaved: boolean, onDiscard?: () => void): () => void {
  // In the layout phase: a page that is taken away (signed out elsewhere) must not ask.
  useLayoutEffect(() => (isUnsaved ? guard(onDiscard) : undefined), [isUnsaved, onDiscard]);
  return release;
}
