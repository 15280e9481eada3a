import { render } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { App } from '@/app/app';
import { loadPage } from '@/app/routes';
import { createQueryClient } from '@/lib/query-client';
import { session } from '@/lib/session/session';
import { platform } from './platform';

interface Opened {
  user: UserEvent;
}

/** Opens the real app at an address; `as` is the id of the person who is signed in. */
export async function open(path: string, { as }: { as?: string } = {}): Promise<Opened> {
  window.history.replaceState(null, '', path);
  if (as !== undefined) {
    const person = platform.user(as);
    session.begin(person, platform.signIn(person));
  }
  const client = createQueryClient();
  await loadPage(window.location.pathname, client);
  render(<App client={client} />);
  return { user: userEvent.setup() };
}

/** The address that the reader sees. */
export function address(): string {
  return window.location.pathname + window.location.search;
}
