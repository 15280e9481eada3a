import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { answer, api } from '@/lib/api/client';
import type { ReportQuery } from './list-course-report';

/** GET /api/courses/{course_id}/report, as a file for spreadsheets */
export function useExportCourseReport(
  courseId: string,
): UseMutationResult<Blob, Error, ReportQuery> {
  return useMutation({
    mutationFn: (query) =>
      answer<Blob>(
        api.GET('/api/courses/{course_id}/report', {
          params: { path: { course_id: courseId }, query },
          headers: { Accept: 'text/csv' },
          parseAs: 'blob',
        }),
      ),
  });
}
