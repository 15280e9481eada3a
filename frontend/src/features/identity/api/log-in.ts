import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';
import { session } from '@/lib/session/session';

type SignedIn = Schemas['SignedIn'];

/** POST /api/auth/login */
export function useLogIn(): UseMutationResult<
  SignedIn,
  Error,
  { email: string; password: string }
> {
  return useMutation({
    mutationFn: ({ email, password }) =>
      answer(api.POST('/api/auth/login', { body: { email, password, cookie: true } })),
    onSuccess: (signedIn) => session.begin(signedIn.user, signedIn),
  });
}
