/** Where to go after signing in: a path of this site, whatever the address says. */
export function nextPath(search: string): string | null {
  const next = new URLSearchParams(search).get('next');
  if (next === null) return null;
  const url = new URL(next, window.location.origin);
  return url.origin === window.location.origin ? url.pathname + url.search : null;
}
