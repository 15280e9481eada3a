import type { ReactElement } from 'react';
import { ButtonLink } from '@/components/button';
import { CourseView } from '@/features/courses/course-view';
import { EnrollPanel } from '@/features/enrollments/enroll-panel';
import { useI18n } from '@/lib/i18n/use-i18n';
import { usePerson } from '@/lib/session/use-session';
import type { Params } from '../params';

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
            {person?.id === course.owner_id ? null : <EnrollPanel course={course} />}
            {mayEdit ? (
              <ButtonLink href={`/teach/${course.id}`}>{t('course.edit')}</ButtonLink>
            ) : null}
          </>
        );
      }}
    />
  );
}
