import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { api, type Schemas } from '@/lib/api/client';

/** PUT /api/email-changes */
export function useChangeEmail(): UseMutationResult<void, Error, Schemas['EmailChange']> {
  return useMutation({
    mutationFn: async (body) => {
      await api.PUT('/api/email-changes', { body });
    },
  });
}
