import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { ButtonLink } from '@/components/button';
import { PageHead } from '@/components/page-head';
import { getCourse } from '@/features/courses/api/get-course';
import { Grading } from '@/features/submissions/grading';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Params } from '../params';

/** What the learners of a course handed in. */
export function GradingPage({ params }: { params: Params }): ReactElement {
  const { t } = useI18n();
  const id = params['id'] ?? '';
  const course = useQuery(getCourse(id));
  return (
    <>
      <PageHead title={t('grading.title')} lead={<bdi>{course.data?.title ?? '\u00a0'}</bdi>}>
        <ButtonLink href={`/teach/${id}`}>{t('course.edit')}</ButtonLink>
      </PageHead>
      <Grading courseId={id} />
    </>
  );
}
