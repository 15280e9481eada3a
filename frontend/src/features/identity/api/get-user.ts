import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '@/lib/api/client';

/** GET /api/users/{id} */
export function getUser(id: string) {
  return queryOptions({
    queryKey: [`/api/users/${encodeURIComponent(id)}`],
    queryFn: ({ signal }) =>
      answer(api.GET('/api/users/{id}', { params: { path: { id } }, signal })),
  });
}
