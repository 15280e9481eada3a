import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { answer, api, etag, type Schemas } from '@/lib/api/client';
import { session } from '@/lib/session/session';
import { meKey, type User } from './get-me';

interface Change {
  user: User;
  change: Schemas['UserChange'];
}

/** PUT /api/users/{id}, for oneself */
export function useUpdateMe(): UseMutationResult<User, Error, Change> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ user, change }) =>
      answer(
        api.PUT('/api/users/{id}', {
          body: change,
          params: { path: { id: user.id }, header: { 'If-Match': etag(user.version) } },
        }),
      ),
    onSuccess: (user) => {
      client.setQueryData(meKey, user);
      session.rename(user);
    },
  });
}
