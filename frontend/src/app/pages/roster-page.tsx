import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useLocation } from 'wouter';
import { Button, ButtonLink } from '@/components/button';
import { PageHead } from '@/components/page-head';
import { notify } from '@/components/toast';
import { getCourse } from '@/features/courses/api/get-course';
import { AddLearnerDialog } from '@/features/enrollments/add-learner-dialog';
import { Roster } from '@/features/enrollments/roster';
import { AnnouncementDialog } from '@/features/notifications/announcements/announcement-dialog';
import { WriteDialog } from '@/features/notifications/write-dialog';
import { requestPath } from '@/lib/api/path';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Params } from '../params';

/** Who takes a course, with a way to write to one or all of them. */
export function RosterPage({ params }: { params: Params }): ReactElement {
  const { t } = useI18n();
  const [, navigate] = useLocation();
  const id = params['id'] ?? '';
  const course = useQuery(getCourse(id));
  const [recipient, setRecipient] = useState<{ id: string; name: string } | null>(null);
  const [isAnnouncing, setAnnouncing] = useState(false);
  const [isAdding, setAdding] = useState(false);
  return (
    <>
      <PageHead title={t('roster.title')} lead={<bdi>{course.data?.title ?? '\u00a0'}</bdi>}>
        <ButtonLink href={`/teach/${id}`}>{t('course.edit')}</ButtonLink>
        <ButtonLink href={`/teach/${id}/report`}>{t('report.title')}</ButtonLink>
        <ButtonLink href={`/teach/${id}/submissions`}>{t('grading.title')}</ButtonLink>
        <ButtonLink href={requestPath('/announcements', { course_id: id })}>
          {t('announce.plural')}
        </ButtonLink>
        <Button onClick={() => setAdding(true)}>{t('roster.add')}</Button>
        <Button look="primary" onClick={() => setAnnouncing(true)}>
          {t('announce.action')}
        </Button>
      </PageHead>
      <Roster
        courseId={id}
        actions={({ user_id, learner, status }) =>
          learner && status === 'active' ? (
            <Button
              aria-label={t('write.title', { name: learner.name })}
              onClick={() => setRecipient({ id: user_id, name: learner.name })}
            >
              {t('write.action')}
            </Button>
          ) : null
        }
      />
      {recipient === null ? null : (
        <WriteDialog recipient={recipient} onClose={() => setRecipient(null)} />
      )}
      {isAdding ? <AddLearnerDialog courseId={id} onClose={() => setAdding(false)} /> : null}
      {isAnnouncing ? (
        <AnnouncementDialog
          course={{ id, title: course.data?.title ?? '' }}
          onSent={(announcement) => {
            notify(t('announce.sent'));
            navigate(`/announcements/${announcement.id}`);
          }}
          onClose={() => setAnnouncing(false)}
        />
      ) : null}
    </>
  );
}
