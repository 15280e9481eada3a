import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { api, type Schemas } from '@/lib/api/client';

/** POST /api/email-changes */
export function useRequestEmailChange(): UseMutationResult<
  void,
  Error,
  Schemas['EmailChangeRequest']
> {
  return useMutation({
    mutationFn: async (body) => {
      await api.POST('/api/email-changes', { body });
    },
  });
}
