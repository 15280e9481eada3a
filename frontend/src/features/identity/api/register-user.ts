import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';

/** POST /api/auth/register */
export function useRegisterUser(): UseMutationResult<Schemas['User'], Error, Schemas['NewUser']> {
  return useMutation({
    mutationFn: (body) => answer(api.POST('/api/auth/register', { body })),
  });
}
