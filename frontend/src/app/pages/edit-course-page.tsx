import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useLocation } from 'wouter';
import { ButtonLink } from '@/components/button';
import { PageHead } from '@/components/page-head';
import { FailedState, Skeleton } from '@/components/states';
import { notify } from '@/components/toast';
import { getCourseContent } from '@/features/courses/api/get-course-content';
import { CourseEditor } from '@/features/courses/authoring/course-editor';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Params } from '../params';

export function EditCoursePage({ params }: { params: Params }): ReactElement {
  const { t } = useI18n();
  const [, navigate] = useLocation();
  const [round, setRound] = useState(0);
  const query = useQuery(getCourseContent(params['id'] ?? ''));
  if (query.isError && !query.data) {
    return <FailedState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Skeleton lines={8} />;
  const course = query.data;
  return (
    <>
      <PageHead title={course.title}>
        <ButtonLink href={`/courses/${course.slug}`}>{t('edit.view')}</ButtonLink>
        <ButtonLink href={`/teach/${course.id}/roster`}>{t('roster.title')}</ButtonLink>
      </PageHead>
      <CourseEditor
        key={`${course.id} ${round}`}
        course={course}
        onReload={() => void query.refetch().then(() => setRound(round + 1))}
        onDeleted={() => {
          notify(t('edit.deleted', { title: course.title }));
          navigate('/teach', { replace: true });
        }}
      />
    </>
  );
}
