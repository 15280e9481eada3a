// The parser drops dots and keeps what follows: "/.//host" becomes "//host", another site. Some
// servers and proxies read an encoded slash or backslash as one.
const LEADS_AWAY = /^\/(?:[/\\]|%2f|%5c)/i;
// What signs in: to come back to it would ask again.
const SIGNS_IN = new Set(['/login', '/register']);

/** Where to go after signing in: a path of this site by the URL standard, whatever it says. */
export function nextPath(search: string): string | null {
  const next = new URLSearchParams(search).get('next');
  if (next?.startsWith('/') !== true || !URL.canParse(next, window.location.origin)) return null;
  const url = new URL(next, window.location.origin);
  if (url.origin !== window.location.origin) return null;
  if (LEADS_AWAY.test(url.pathname) || SIGNS_IN.has(url.pathname)) return null;
  return url.pathname + url.search;
}
