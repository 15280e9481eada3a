import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { answer, api, etag, type Schemas } from '@/lib/api/client';
import { refreshCourses } from './refresh-courses';

type Course = Schemas['Course'];
export type CourseChanges = Schemas['CourseChanges'];

interface Change {
  course: Pick<Course, 'id' | 'version'>;
  changes: CourseChanges;
}

/** PUT /api/courses/{id}; refused when somebody else has saved since the copy was read. */
export function useUpdateCourse(): UseMutationResult<Course, Error, Change> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ course, changes }) =>
      answer(
        api.PUT('/api/courses/{id}', {
          body: changes,
          params: { path: { id: course.id }, header: { 'If-Match': etag(course.version) } },
        }),
      ),
    onSuccess: (course) => refreshCourses(client, course),
  });
}
