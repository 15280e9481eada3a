import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';
import { requestPath } from '@/lib/api/path';

export type Notification = Schemas['Notification'];

/** GET /api/notifications */
export function listNotifications(page: number) {
  const query = { limit: 20, page };
  return queryOptions({
    queryKey: [requestPath('/api/notifications', query)],
    queryFn: ({ signal }) => answer(api.GET('/api/notifications', { params: { query }, signal })),
  });
}
