import { env } from '@/config/env';
import type { components } from '@/lib/api/schema';
import type { Person } from './remembered';

type Tokens = components['schemas']['Tokens'];
type User = components['schemas']['User'];

export type RefreshOutcome = { tokens: Tokens; person: Person } | 'ended' | 'away';

const LOCK = 'refresh-session';

/**
 * POST /api/auth/refresh. Tabs take turns, so that a session is refreshed once for all of them. When
 * the response is lost, because the page was left or the network went away, the server returns the
 * same token to the same browser again for some seconds: one retry is safe.
 */
export function refreshSession(known: Person | null): Promise<RefreshOutcome> {
  return inTurn(async () => {
    try {
      return await exchange(known);
    } catch {
      return 'away';
    }
  });
}

// Web Locks exist in secure contexts only; without them a tab still takes turns with itself.
const locks = (navigator as { locks?: LockManager }).locks;

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  return locks === undefined ? work() : await locks.request(LOCK, work);
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
