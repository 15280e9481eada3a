import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { api, type Schemas } from '@/lib/api/client';

/** PUT /api/email-verifications */
export function useVerifyEmail(): UseMutationResult<void, Error, Schemas['EmailVerification']> {
  return useMutation({
    mutationFn: async (body) => {
      await api.PUT('/api/email-verifications', { body });
    },
  });
}
