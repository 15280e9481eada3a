import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';
import { requestPath } from '@/lib/api/path';
import type { operations } from '@/lib/api/schema';

export type EnrollmentQuery = NonNullable<operations['list_enrollments']['parameters']['query']>;
export type Enrollment = Schemas['Enrollment'];
export type EnrollmentPage = Schemas['Page_Enrollment_'];

/** What the learner is enrolled in; shared by "my learning" and every course's page. */
export const OWN_ACTIVE = { limit: 100, status: 'active' } as const;
/** What ended with its course: the learner keeps a note of it. */
export const OWN_ENDED = { limit: 20, status: 'ended' } as const;
export const ownActiveKey = [requestPath('/api/enrollments', OWN_ACTIVE)];

/** GET /api/enrollments */
export function listEnrollments(query: EnrollmentQuery) {
  return queryOptions({
    queryKey: [requestPath('/api/enrollments', query)],
    queryFn: ({ signal }) => answer(api.GET('/api/enrollments', { params: { query }, signal })),
  });
}
