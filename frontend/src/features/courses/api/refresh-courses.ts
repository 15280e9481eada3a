import type { QueryClient } from '@tanstack/react-query';
import type { Schemas } from '@/lib/api/client';
import { courseKey } from './get-course';

/** After a change: updates the cached course and invalidates every list. */
export async function refreshCourses(
  client: QueryClient,
  course: Schemas['CourseOverview'] | null,
): Promise<void> {
  if (course !== null) {
    client.setQueryData(courseKey(course.id), course);
    client.setQueryData(courseKey(course.slug), course);
  }
  await client.invalidateQueries({
    predicate: ({ queryKey: [path] }) =>
      typeof path === 'string' && /^\/api\/courses(\?|$)/.test(path),
  });
}
