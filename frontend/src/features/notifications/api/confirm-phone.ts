import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { answer, api } from '@/lib/api/client';
import type { Preferences } from './get-preferences';
import { keepPreferences } from './keep-preferences';

/** POST /api/preferences/phone: the code sent to the number. */
export function useConfirmPhone(): UseMutationResult<Preferences, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (code) =>
      (await answer(api.POST('/api/preferences/phone', { body: { code } }))) as Preferences,
    onSuccess: (confirmed) => keepPreferences(client, confirmed),
  });
}
