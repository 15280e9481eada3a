/**
 * What somebody has typed and the platform does not have yet, so that no reload, no crash and no
 * lost network takes it away. It is kept in this browser only, for one person, and removed when it
 * has been saved or dropped, and when they log out.
 */
const PREFIX = 'unsaved ';

function key(personId: string, what: string): string {
  return `${PREFIX}${personId} ${what}`;
}

/** Keeps a copy; false when this browser has no room, or allows none. */
export function keepCopy(personId: string, what: string, copy: unknown): boolean {
  try {
    localStorage.setItem(key(personId, what), JSON.stringify(copy));
    return true;
  } catch {
    return false;
  }
}

/** What was kept; `isCopy` decides whether it is what this version of the app can read. */
export function readCopy<T>(
  personId: string,
  what: string,
  isCopy: (value: unknown) => value is T,
): T | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key(personId, what)) ?? 'null');
    return isCopy(value) ? value : null;
  } catch {
    return null;
  }
}

export function dropCopy(personId: string, what: string): void {
  localStorage.removeItem(key(personId, what));
}

/** After logging out: the next person at this computer finds nothing. */
export function dropAllCopies(): void {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(PREFIX)) localStorage.removeItem(name);
  }
}
