import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { answer, api } from '@/lib/api/client';
import { getFile } from '@/lib/files/get-file';
import { refreshFiles } from './list-files';

/** DELETE /api/files/{id} */
export function useDeleteFile(): UseMutationResult<unknown, Error, string> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id) => answer(api.DELETE('/api/files/{id}', { params: { path: { id } } })),
    onSuccess: (_nothing, id) => client.removeQueries({ queryKey: getFile(id).queryKey }),
    // One that is gone already is refused, and not in the next list.
    onSettled: () => refreshFiles(client),
  });
}
