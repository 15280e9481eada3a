import type { ReactElement } from 'react';
import { useLocation } from 'wouter';
import { PageHead } from '@/components/page-head';
import { notify } from '@/components/toast';
import { NewCourseForm } from '@/features/courses/authoring/new-course-form';
import { useI18n } from '@/lib/i18n/use-i18n';

export function NewCoursePage(): ReactElement {
  const { t } = useI18n();
  const [, navigate] = useLocation();
  return (
    <div className="narrow narrow--wide">
      <PageHead title={t('teach.create')} lead={t('teach.createLead')} />
      <NewCourseForm
        onDone={(course) => {
          notify(t('teach.created'));
          navigate(`/teach/${course.id}`, { replace: true });
        }}
      />
    </div>
  );
}
