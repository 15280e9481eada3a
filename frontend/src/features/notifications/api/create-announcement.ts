import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { useRef } from 'react';
import { answer, api, idempotencyKey, type Schemas } from '@/lib/api/client';
import { getAnnouncement, type Announcement } from './get-announcement';
import { refreshAnnouncements } from './list-announcements';

/** POST /api/announcements; repeating it after a lost response sends it once. */
export function useCreateAnnouncement(): UseMutationResult<
  Announcement,
  Error,
  Schemas['NewAnnouncement']
> {
  const client = useQueryClient();
  const last = useRef({ request: '', key: '' });
  return useMutation({
    mutationFn: (body) => {
      const request = JSON.stringify(body);
      if (request !== last.current.request) last.current = { request, key: idempotencyKey() };
      return answer(
        api.POST('/api/announcements', {
          body,
          params: { header: { 'Idempotency-Key': last.current.key } },
        }),
      );
    },
    onSuccess: (made) => {
      client.setQueryData(getAnnouncement(made.id).queryKey, made);
      void refreshAnnouncements(client);
    },
  });
}
