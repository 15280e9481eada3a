import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { api } from '@/lib/api/client';

/** POST /api/email-verifications */
export function useRequestEmailVerification(): UseMutationResult<void, Error, void> {
  return useMutation({
    mutationFn: async () => {
      await api.POST('/api/email-verifications');
    },
  });
}
