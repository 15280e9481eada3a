import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';
import { requestPath } from '@/lib/api/path';
import type { operations } from '@/lib/api/schema';

export type UserQuery = NonNullable<operations['list_users']['parameters']['query']>;
export type UserPage = Schemas['Page_User_'];

/** GET /api/users */
export function listUsers(query: UserQuery) {
  return queryOptions({
    queryKey: [requestPath('/api/users', query)],
    queryFn: ({ signal }) => answer(api.GET('/api/users', { params: { query }, signal })),
  });
}
