import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { ButtonLink } from '@/components/button';
import type { Course } from '@/features/courses/api/get-course';
import { getStanding, seatsLeft } from '@/features/courses/api/get-standing';
import { CourseView } from '@/features/courses/course-view';
import { EnrollPanel } from '@/features/enrollments/enroll-panel';
import { useI18n } from '@/lib/i18n/use-i18n';
import { usePerson } from '@/lib/session/use-session';
import type { Params } from '../params';

/** Take a seat while there are any. */
function Seat({ course }: { course: Course }): ReactElement {
  const client = useQueryClient();
  const query = getStanding(client, course.id);
  const standing = useQuery({ ...query, enabled: course.status === 'published' }).data;
  return (
    <EnrollPanel
      course={course}
      isFull={course.status === 'published' && seatsLeft(course, standing) === 0}
      onChange={() => void client.invalidateQueries({ queryKey: query.queryKey })}
    />
  );
}

/** A course, and what the reader can do: enroll, or edit their own. */
export function CoursePage({ params }: { params: Params }): ReactElement {
  const { t } = useI18n();
  const person = usePerson();
  return (
    <CourseView
      slug={params['slug'] ?? ''}
      actions={(course) => {
        const mayEdit = person?.id === course.owner_id || person?.role === 'admin';
        return (
          <>
            {person?.id === course.owner_id ? null : <Seat course={course} />}
            {mayEdit ? (
              <ButtonLink href={`/teach/${course.id}`}>{t('course.edit')}</ButtonLink>
            ) : null}
          </>
        );
      }}
    />
  );
}
