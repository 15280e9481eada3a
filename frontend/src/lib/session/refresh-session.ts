import { env } from '@/config/env';
import type { components } from '@/lib/api/schema';
import type { Person } from './remembered';

type Tokens = components['schemas']['Tokens'];
type User = components['schemas']['User'];

export type RefreshOutcome = { tokens: Tokens; person: Person } | 'ended' | 'away';

const LOCK = 'refresh-session';
// A cookie and not the local storage, because every tab sees it at the same moment. It goes by
// itself: a page that was left cannot take it away any more.
const UNDER_WAY = 'refreshing';
const PATIENCE_SECONDS = 3;
const PAUSE_MS = 50;

/**
 * POST /api/auth/refresh. A refresh token counts once: using it a second time ends the session. So
 * tabs take turns, and a page that was left while its refresh was under way is waited for, because
 * its answer still brings the next cookie (`keepalive`).
 */
export function refreshSession(known: Person | null): Promise<RefreshOutcome> {
  return inTurn(async () => {
    await whatWasLeftUnderWay();
    mark(PATIENCE_SECONDS);
    try {
      return await exchange(known);
    } catch {
      return 'away';
    } finally {
      mark(0);
    }
  });
}

// Web Locks exist in secure contexts only; without them a tab still takes turns with itself.
const locks = (navigator as { locks?: LockManager }).locks;

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  return locks === undefined ? work() : await locks.request(LOCK, work);
}

async function whatWasLeftUnderWay(): Promise<void> {
  const last = Date.now() + PATIENCE_SECONDS * 1000;
  while (document.cookie.includes(`${UNDER_WAY}=`) && Date.now() < last) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

function mark(seconds: number): void {
  document.cookie = `${UNDER_WAY}=1; path=/; max-age=${seconds}; samesite=strict`;
}

async function exchange(known: Person | null): Promise<RefreshOutcome> {
  const response = await fetch(
    new Request(`${env.apiBaseUrl}/api/auth/refresh`, { method: 'POST', keepalive: true }),
  );
  if (response.status === 401 || response.status === 403) return 'ended';
  if (!response.ok) return 'away';
  const tokens = (await response.json()) as Tokens;
  const claims = claimsOf(tokens.access_token);
  if (known !== null && known.id === claims.sub && known.role === claims.role) {
    return { tokens, person: known };
  }
  // Someone else has since signed in with this browser, or the role was changed.
  const me = await fetch(
    new Request(`${env.apiBaseUrl}/api/users/me`, {
      headers: { Authorization: `Bearer ${tokens.access_token}` },
    }),
  );
  return me.ok ? { tokens, person: (await me.json()) as User } : 'away';
}

/** Reads the token's claims without verifying them: they are shown, never trusted. */
function claimsOf(token: string): { sub?: string; role?: string } {
  try {
    const payload = token.split('.')[1] ?? '';
    return JSON.parse(atob(payload.replace(/-/g, '+').replace(/_/g, '/'))) as object;
  } catch {
    return {};
  }
}
