import { nextPath } from './next-path';

/** Pages that only lead to others: nobody comes back to them after signing in. */
const passages: readonly string[] = [
  '/',
  '/login',
  '/register',
  '/forgot-password',
  '/reset-password',
  '/verify-email',
  '/change-email',
];

/**
 * Where people on this page come back to after signing in; the server says the same. Read from
 * the address itself: the router's own search is decoded, and loses what `%26` separates.
 */
export function returnPath(): string | null {
  const { pathname, search } = window.location;
  return passages.includes(pathname) ? nextPath(search) : pathname + search;
}
