import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';
import { requestPath } from '@/lib/api/path';
import type { operations } from '@/lib/api/schema';

export type LearnerReport = Schemas['LearnerReport'];
export type ReportQuery = NonNullable<operations['list_course_report']['parameters']['query']>;

/** GET /api/courses/{course_id}/report */
export function listCourseReport(courseId: string, query: ReportQuery) {
  const path = { course_id: courseId };
  return queryOptions({
    queryKey: [requestPath(`/api/courses/${courseId}/report`, query)],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/courses/{course_id}/report', {
          params: { path, query },
          headers: { Accept: 'application/json' },
          signal,
        }),
      ) as Promise<Schemas['Page_LearnerReport_']>,
  });
}
