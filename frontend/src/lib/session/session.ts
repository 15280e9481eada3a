import { refreshSession } from './refresh-session';
import { forget, onChangeElsewhere, recall, remember, type Person } from './remembered';

export type { Person } from './remembered';
export type Role = Person['role'];

interface Token {
  text: string;
  expiresAt: number;
}

const EARLY_MS = 20_000;

let token: Token | null = null;
let person: Person | null = recall();
let refreshing: Promise<string | null> | null = null;
const listeners = new Set<() => void>();

function changed(): void {
  listeners.forEach((listener) => listener());
}

function end(): void {
  token = null;
  if (person === null) return;
  person = null;
  forget();
  changed();
}

async function refresh(): Promise<string | null> {
  const outcome = await refreshSession(person);
  if (outcome === 'away') return null;
  if (outcome === 'ended') {
    end();
    return null;
  }
  session.begin(outcome.person, outcome.tokens);
  return outcome.tokens.access_token;
}

/**
 * Who is signed in. The access token is kept in this module's memory and nowhere else; the refresh
 * token is a cookie that no script can read. What is remembered between visits is a name and a
 * role, so that the page does not have to ask who is there before it can be drawn.
 */
export const session = {
  person: (): Person | null => person,

  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },

  /** The access token, renewed when it is about to expire; null when signed out. */
  token(): Promise<string | null> {
    if (person === null) return Promise.resolve(null);
    if (token !== null && token.expiresAt - EARLY_MS > Date.now()) {
      return Promise.resolve(token.text);
    }
    return session.renew(token?.text ?? null);
  },

  /** A newer token than the refused one; one request at a time, however many callers. */
  renew(refused: string | null): Promise<string | null> {
    if (token !== null && token.text !== refused) return Promise.resolve(token.text);
    refreshing ??= refresh().finally(() => {
      refreshing = null;
    });
    return refreshing;
  },

  begin(who: Person, tokens: { access_token: string; expires_in: number }): void {
    token = { text: tokens.access_token, expiresAt: Date.now() + tokens.expires_in * 1000 };
    session.rename(who);
  },

  /** Applies a changed profile. */
  rename(who: Person): void {
    const { id, name, role, email_verified } = who;
    const isSame =
      person?.id === id &&
      person.name === name &&
      person.role === role &&
      person.email_verified === email_verified;
    if (isSame) return;
    person = { id, name, role, email_verified };
    remember(person);
    changed();
  },

  end,
};

onChangeElsewhere((elsewhere) => {
  if (elsewhere?.id !== person?.id) token = null;
  person = elsewhere;
  changed();
});
