import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';

export type Announcement = Schemas['Announcement'];

/** GET /api/announcements/{id} */
export function getAnnouncement(id: string) {
  return queryOptions({
    queryKey: [`/api/announcements/${encodeURIComponent(id)}`],
    queryFn: ({ signal }) =>
      answer(api.GET('/api/announcements/{id}', { params: { path: { id } }, signal })),
    staleTime: 0,
  });
}
