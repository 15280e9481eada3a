import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';
import { refreshFiles } from './list-files';

/** DELETE /api/unused-files */
export function useDeleteUnusedFiles(): UseMutationResult<Schemas['FileSum'], Error, void> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => answer(api.DELETE('/api/unused-files')),
    onSettled: () => refreshFiles(client),
  });
}
