import { useEffect, useState } from 'react';

const COMPLETE = /^[\w.-]+$/;

/**
 * What follows the # in the link of a mail, which no server sees. It leaves the address bar, and so
 * the history, as soon as it has been read. Null when the link is incomplete.
 */
export function useLinkToken(): string | null {
  const [token] = useState(() => window.location.hash.slice(1));
  useEffect(() => {
    const { pathname, search, hash } = window.location;
    if (hash !== '') window.history.replaceState(null, '', pathname + search);
  }, []);
  return COMPLETE.test(token) ? token : null;
}
