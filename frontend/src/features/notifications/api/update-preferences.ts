import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { answer, api, etag, type Schemas } from '@/lib/api/client';
import { getPreferences, type Preferences } from './get-preferences';

export type PreferencesChange = Schemas['PreferencesChange'];

interface Change {
  /** The version that the change was made from. */
  version: number;
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
          params: { header: { 'If-Match': etag(version) } },
        }),
      )) as Preferences,
    onSuccess: (saved) => client.setQueryData(getPreferences().queryKey, saved),
  });
}
