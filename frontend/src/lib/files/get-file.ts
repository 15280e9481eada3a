import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '@/lib/api/client';

/** GET /api/files/{id}: to its owner and to admins. */
export function getFile(id: string) {
  return queryOptions({
    queryKey: [`/api/files/${id}`],
    queryFn: ({ signal }) =>
      answer(api.GET('/api/files/{id}', { params: { path: { id } }, signal })),
  });
}
