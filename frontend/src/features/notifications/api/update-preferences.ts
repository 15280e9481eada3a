import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { answer, api, etag, type Schemas } from '@/lib/api/client';
import type { Preferences } from './get-preferences';
import { keepPreferences } from './keep-preferences';

export type PreferencesChange = Schemas['PreferencesChange'];

interface Change {
  /** The version the change is based on; none for independent changes. */
  version?: number;
  change: PreferencesChange;
}

/** PUT /api/preferences; refused when they were changed elsewhere since they were read. */
export function useUpdatePreferences(): UseMutationResult<Preferences, Error, Change> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ version, change }) =>
      (await answer(
        api.PUT('/api/preferences', {
          body: change,
          params: version === undefined ? {} : { header: { 'If-Match': etag(version) } },
        }),
      )) as Preferences,
    onSuccess: (saved) => keepPreferences(client, saved),
  });
}
