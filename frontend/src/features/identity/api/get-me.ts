import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';

export type User = Schemas['User'];
export const meKey = ['/api/users/me'];

/** GET /api/users/me */
export function getMe() {
  return queryOptions({
    queryKey: meKey,
    queryFn: ({ signal }) =>
      answer(api.GET('/api/users/{id}', { params: { path: { id: 'me' } }, signal })),
  });
}
