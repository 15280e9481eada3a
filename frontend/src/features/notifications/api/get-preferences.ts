import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';

/** The platform always tells all of it. */
export type Preferences = Required<Schemas['OwnPreferences']>;

/** GET /api/preferences */
export function getPreferences() {
  return queryOptions({
    queryKey: ['/api/preferences'],
    queryFn: async ({ signal }) =>
      (await answer(api.GET('/api/preferences', { signal }))) as Preferences,
    // A form is filled in from this: it changes by saving, and is read again on the next visit.
    staleTime: Infinity,
    gcTime: 0,
  });
}
