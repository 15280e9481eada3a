import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '@/lib/api/client';

/** GET /api/courses/{course_id}/progress */
export function getProgress(courseId: string) {
  return queryOptions({
    queryKey: [`/api/courses/${encodeURIComponent(courseId)}/progress`],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/courses/{course_id}/progress', {
          params: { path: { course_id: courseId } },
          signal,
        }),
      ),
  });
}
