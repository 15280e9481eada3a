import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { ApiProblem } from '@/lib/api/problem';
import { session } from '@/lib/session/session';
import { dropAllCopies } from '@/lib/unsaved-copies';

/** POST /api/auth/logout; a session that has already ended counts as success. */
export function useLogOut(beforeTheEnd: () => void): UseMutationResult<void, Error, void> {
  return useMutation({
    mutationFn: async () => {
      try {
        await api.POST('/api/auth/logout', { body: {} });
      } catch (error) {
        if (!(error instanceof ApiProblem && error.status === 401)) throw error;
      }
    },
    onSuccess: () => {
      beforeTheEnd();
      dropAllCopies();
      session.end();
    },
  });
}
