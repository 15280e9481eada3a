import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '@/lib/api/client';

/** GET /api/notifications/{id} */
export function getNotification(id: string) {
  return queryOptions({
    queryKey: [`/api/notifications/${encodeURIComponent(id)}`],
    queryFn: ({ signal }) =>
      answer(api.GET('/api/notifications/{id}', { params: { path: { id } }, signal })),
    staleTime: 0,
  });
}
