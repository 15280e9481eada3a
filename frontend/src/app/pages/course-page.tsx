import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { ButtonLink } from '@/components/button';
import type { Course } from '@/features/courses/api/get-course';
import { getStanding, seatsLeft } from '@/features/courses/api/get-standing';
import { CourseView } from '@/features/courses/course-view';
import { OutlineList } from '@/features/courses/outline-list';
import { EnrollPanel } from '@/features/enrollments/enroll-panel';
import { useOwnEnrollment } from '@/features/enrollments/use-own-enrollment';
import { getProgress } from '@/features/progress/api/get-progress';
import { CourseProgress } from '@/features/progress/course-progress';
import { useI18n } from '@/lib/i18n/use-i18n';
import { usePerson } from '@/lib/session/use-session';
import type { Params } from '../params';

/** Go on learning, or take a seat while there are any. */
function Seat({ course }: { course: Course }): ReactElement {
  const client = useQueryClient();
  const isLearning = useIsLearning(course);
  const query = getStanding(client, course.id);
  const standing = useQuery({ ...query, enabled: course.status === 'published' }).data;
  return (
    <>
      {isLearning ? <CourseProgress course={course} /> : null}
      <EnrollPanel
        course={course}
        isFull={course.status === 'published' && seatsLeft(course, standing) === 0}
        onChange={() => void client.invalidateQueries({ queryKey: query.queryKey })}
      />
    </>
  );
}

/** The outline, in which a learner sees what they have completed. */
function LearnersOutline({ course }: { course: Course }): ReactElement {
  const isLearning = useIsLearning(course);
  const { data } = useQuery({ ...getProgress(course.id), enabled: isLearning });
  const completed = isLearning ? data?.completed_lessons.map(({ id }) => id) : [];
  return (
    <OutlineList
      slug={course.slug}
      modules={course.outline.modules ?? []}
      completed={new Set(completed)}
    />
  );
}

/** Whether the reader has a seat that the platform knows of. */
function useIsLearning(course: Course): boolean {
  const enrollment = useOwnEnrollment(course.id);
  return enrollment !== null && enrollment !== undefined && enrollment.id !== '';
}

/** A course, and what the reader can do: enroll, or edit their own. */
export function CoursePage({ params }: { params: Params }): ReactElement {
  const { t } = useI18n();
  const person = usePerson();
  return (
    <CourseView
      slug={params['slug'] ?? ''}
      outline={(course) =>
        person === null || person.id === course.owner_id ? (
          <OutlineList slug={course.slug} modules={course.outline.modules ?? []} />
        ) : (
          <LearnersOutline course={course} />
        )
      }
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
