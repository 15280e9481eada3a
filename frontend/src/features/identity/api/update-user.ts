import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { answer, api, etag, type Schemas } from '@/lib/api/client';
import type { User } from './get-me';
import type { UserPage } from './list-users';

interface Change {
  user: User;
  change: Pick<Schemas['UserChange'], 'role' | 'active'>;
}

/** PUT /api/users/{id}, for others: shown immediately, reverted if refused. */
export function useUpdateUser(): UseMutationResult<User, Error, Change, { undo: () => void }> {
  const client = useQueryClient();

  function put(user: User): void {
    client.setQueriesData<UserPage>(
      { predicate: isUserList },
      (page) =>
        page && { ...page, items: page.items.map((one) => (one.id === user.id ? user : one)) },
    );
  }

  return useMutation({
    mutationFn: ({ user, change }) =>
      answer(
        api.PUT('/api/users/{id}', {
          body: change,
          params: { path: { id: user.id }, header: { 'If-Match': etag(user.version) } },
        }),
      ),
    onMutate: async ({ user, change }) => {
      await client.cancelQueries({ predicate: isUserList });
      put({ ...user, role: change.role ?? user.role, active: change.active ?? user.active });
      return { undo: () => put(user) };
    },
    onError: (_error, _change, context) => {
      context?.undo();
      void client.invalidateQueries({ predicate: isUserList });
    },
    onSuccess: put,
  });
}

function isUserList({ queryKey: [path] }: { queryKey: readonly unknown[] }): boolean {
  return typeof path === 'string' && /^\/api\/users(\?|$)/.test(path);
}
