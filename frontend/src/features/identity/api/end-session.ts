import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { ApiProblem } from '@/lib/api/problem';
import { sessionsKey, type SignIn, type SignInPage } from './list-sessions';

/** DELETE /api/auth/sessions/{id}: removed immediately, restored if refused. */
export function useEndSession(): UseMutationResult<
  void,
  Error,
  SignIn,
  { before: SignInPage | undefined }
> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id }) => {
      try {
        await api.DELETE('/api/auth/sessions/{id}', { params: { path: { id } } });
      } catch (error) {
        // It had already ended, as requested.
        if (!(error instanceof ApiProblem && error.status === 404)) throw error;
      }
    },
    onMutate: async ({ id }) => {
      await client.cancelQueries({ queryKey: sessionsKey });
      const before = client.getQueryData<SignInPage>(sessionsKey);
      client.setQueryData<SignInPage>(
        sessionsKey,
        (page) => page && { ...page, items: page.items.filter((one) => one.id !== id) },
      );
      return { before };
    },
    onError: (_error, _session, context) => {
      client.setQueryData(sessionsKey, context?.before);
    },
  });
}
