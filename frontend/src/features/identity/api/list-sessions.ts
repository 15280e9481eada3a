import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';

export type SignIn = Schemas['SignInShown'];
export type SignInPage = Schemas['Page_SignInShown_'];
export const sessionsKey = ['/api/auth/sessions'];

/** GET /api/auth/sessions */
export function listSessions() {
  return queryOptions({
    queryKey: sessionsKey,
    queryFn: ({ signal }) => answer(api.GET('/api/auth/sessions', { signal })),
  });
}
