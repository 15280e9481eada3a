import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { answer, api, etag, type Schemas } from '@/lib/api/client';
import { courseContentKey, type AuthoredCourse } from './get-course-content';
import { refreshCourses } from './refresh-courses';

type Course = Schemas['CourseOverview'];
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
    onSuccess: async (course, { changes }) => {
      const key = courseContentKey(course.id);
      client.setQueryData<AuthoredCourse>(
        key,
        (before) => before && { ...before, ...course, content: changes.content ?? before.content },
      );
      // The platform may have tidied up what it stored: the next editor reads that.
      await client.invalidateQueries({ queryKey: key, refetchType: 'none' });
      await refreshCourses(client, course);
    },
  });
}
