import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { api, type Schemas } from '@/lib/api/client';

/** POST /api/password-resets: succeeds for unknown addresses, too. */
export function useRequestPasswordReset(): UseMutationResult<
  void,
  Error,
  Schemas['PasswordResetRequest']
> {
  return useMutation({
    mutationFn: async (body) => {
      await api.POST('/api/password-resets', { body });
    },
  });
}
