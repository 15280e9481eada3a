import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useLocation, useSearch } from 'wouter';
import { Button, ButtonLink } from '@/components/button';
import { PageHead } from '@/components/page-head';
import { notify } from '@/components/toast';
import { getCourse } from '@/features/courses/api/get-course';
import { AnnouncementDialog } from '@/features/notifications/announcements/announcement-dialog';
import { CourseReport } from '@/features/reports/course-report';
import { ExportButton } from '@/features/reports/export-button';
import { daysOf, stuckSince } from '@/features/reports/stuck-since';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Params } from '../params';

/** Where the learners of a course stand, who is stuck, and a way to write to those. */
export function ReportPage({ params }: { params: Params }): ReactElement {
  const { t } = useI18n();
  const id = params['id'] ?? '';
  const course = useQuery(getCourse(id));
  const [, navigate] = useLocation();
  const days = daysOf(useSearch());
  const [isWriting, setWriting] = useState(false);
  return (
    <>
      <PageHead title={t('report.title')} lead={<bdi>{course.data?.title ?? '\u00a0'}</bdi>}>
        <ButtonLink href={`/teach/${id}/roster`}>{t('roster.title')}</ButtonLink>
        <ExportButton courseId={id} name={course.data?.slug ?? id} />
        {days === null ? null : (
          <Button look="primary" onClick={() => setWriting(true)}>
            {t('report.write')}
          </Button>
        )}
      </PageHead>
      <CourseReport courseId={id} />
      {isWriting && days !== null ? (
        <AnnouncementDialog
          course={{ id, title: course.data?.title ?? '' }}
          stuckSince={stuckSince(days)}
          onSent={(announcement) => {
            notify(t('announce.sent'));
            navigate(`/announcements/${announcement.id}`);
          }}
          onClose={() => setWriting(false)}
        />
      ) : null}
    </>
  );
}
