import { useQuery } from '@tanstack/react-query';
import { usePerson } from '@/lib/session/use-session';
import { listEnrollments, OWN_ACTIVE, type Enrollment } from './api/list-enrollments';

/** The reader's enrollment in a course: undefined while unknown, null if none. */
export function useOwnEnrollment(courseId: string): Enrollment | null | undefined {
  const person = usePerson();
  const list = useQuery({ ...listEnrollments(OWN_ACTIVE), enabled: person !== null });
  const listed = list.data?.items.find((one) => one.course_id === courseId);
  const goesOn = list.data !== undefined && list.data.total > list.data.items.length;
  // With more enrollments than one page holds, ask about this course.
  const one = useQuery({
    ...listEnrollments({
      course_id: courseId,
      status: 'active',
      ...(person === null ? {} : { user_id: person.id }),
    }),
    enabled: person !== null && listed === undefined && goesOn,
  });
  if (person === null) return null;
  if (listed !== undefined) return listed;
  if (goesOn) return one.data === undefined ? undefined : (one.data.items[0] ?? null);
  return list.data === undefined && !list.isError ? undefined : null;
}
