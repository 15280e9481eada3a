import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { api, etag } from '@/lib/api/client';
import type { Template } from './get-template';
import { templatesKey } from './list-templates';

/** DELETE /api/templates/{id}: restores the built-in wording and channels. */
export function useResetTemplate(): UseMutationResult<void, Error, Template> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, version }) => {
      await api.DELETE('/api/templates/{id}', {
        params: { path: { id }, header: { 'If-Match': etag(version) } },
      });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: templatesKey }),
  });
}
