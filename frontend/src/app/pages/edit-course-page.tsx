import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useLocation } from 'wouter';
import { ButtonLink } from '@/components/button';
import { PageHead } from '@/components/page-head';
import { FailedState, Skeleton } from '@/components/states';
import { notify } from '@/components/toast';
import { getCourse } from '@/features/courses/api/get-course';
import { CourseEditor } from '@/features/courses/authoring/course-editor';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Params } from '../params';

export function EditCoursePage({ params }: { params: Params }): ReactElement {
  const { t } = useI18n();
  const [, navigate] = useLocation();
  const [round, setRound] = useState(0);
  const found = useQuery(getCourse(params['id'] ?? ''));
  if (found.isError && !found.data) {
    return <FailedState error={found.error} onRetry={() => void found.refetch()} />;
  }
  if (!found.data) return <Skeleton lines={8} />;
  const course = found.data;
  return (
    <>
      <PageHead title={course.title}>
        <ButtonLink href={`/courses/${course.slug}`}>{t('edit.view')}</ButtonLink>
        <ButtonLink href={`/teach/${course.id}/roster`}>{t('roster.title')}</ButtonLink>
      </PageHead>
      <CourseEditor
        key={`${course.id} ${round}`}
        course={course}
        onReload={() => void found.refetch().then(() => setRound(round + 1))}
        onDeleted={() => {
          notify(t('edit.deleted', { title: course.title }));
          navigate('/teach', { replace: true });
        }}
      />
    </>
  );
}
