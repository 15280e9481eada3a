import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { PageHead } from '@/components/page-head';
import { CertificateList } from '@/features/certificates/certificate-list';
import { listEnrollments, OWN_ENDED } from '@/features/enrollments/api/list-enrollments';
import { EndedList } from '@/features/enrollments/ended-list';
import { LeaveButton } from '@/features/enrollments/leave-button';
import { LearningList } from '@/features/progress/learning-list';
import { useI18n } from '@/lib/i18n/use-i18n';

/** What somebody learns: how far they got, where they go on, and what they have completed. */
export function LearningPage(): ReactElement {
  const { t } = useI18n();
  const ended = useQuery(listEnrollments(OWN_ENDED)).data?.items ?? [];
  return (
    <>
      <PageHead title={t('nav.learning')} lead={t('learning.lead')} />
      <LearningList
        actions={({ enrollment_id, course_id, course_title }) => (
          <LeaveButton enrollmentId={enrollment_id} courseId={course_id} title={course_title} />
        )}
        after={ended.length > 0 ? <EndedList enrollments={ended} /> : null}
      />
      <CertificateList />
    </>
  );
}
