import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { api, type Schemas } from '@/lib/api/client';

/** PUT /api/password-resets */
export function useResetPassword(): UseMutationResult<void, Error, Schemas['PasswordReset']> {
  return useMutation({
    mutationFn: async (body) => {
      await api.PUT('/api/password-resets', { body });
    },
  });
}
