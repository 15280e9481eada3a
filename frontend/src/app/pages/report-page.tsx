import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { ButtonLink } from '@/components/button';
import { PageHead } from '@/components/page-head';
import { getCourse } from '@/features/courses/api/get-course';
import { CourseReport } from '@/features/reports/course-report';
import { ExportButton } from '@/features/reports/export-button';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Params } from '../params';

/** Where the learners of a course stand, and who is stuck. */
export function ReportPage({ params }: { params: Params }): ReactElement {
  const { t } = useI18n();
  const id = params['id'] ?? '';
  const course = useQuery(getCourse(id));
  return (
    <>
      <PageHead title={t('report.title')} lead={<bdi>{course.data?.title ?? '\u00a0'}</bdi>}>
        <ButtonLink href={`/teach/${id}/roster`}>{t('roster.title')}</ButtonLink>
        <ExportButton courseId={id} name={course.data?.slug ?? id} />
      </PageHead>
      <CourseReport courseId={id} />
    </>
  );
}
