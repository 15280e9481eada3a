import type { QueryClient } from '@tanstack/react-query';
import { getPreferences, type Preferences } from './get-preferences';

/**
 * Takes over what was saved. A version that is not the next one has somebody else's changes in it,
 * which no form shows yet: the form keeps the version it has, so that its saving is refused.
 */
export function keepPreferences(client: QueryClient, saved: Preferences): void {
  client.setQueryData<Preferences>(getPreferences().queryKey, (before) => {
    const isNext = before === undefined || saved.version <= before.version + 1;
    return isNext ? saved : { ...saved, version: before.version };
  });
}
