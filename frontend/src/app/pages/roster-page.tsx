import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { Button, ButtonLink } from '@/components/button';
import { PageHead } from '@/components/page-head';
import { getCourse } from '@/features/courses/api/get-course';
import { Roster } from '@/features/enrollments/roster';
import { WriteDialog } from '@/features/notifications/write-dialog';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Params } from '../params';

/** Who takes a course, and a way to write to each of them. */
export function RosterPage({ params }: { params: Params }): ReactElement {
  const { t } = useI18n();
  const id = params['id'] ?? '';
  const course = useQuery(getCourse(id));
  const [recipient, setRecipient] = useState<{ id: string; name: string } | null>(null);
  return (
    <>
      <PageHead title={t('roster.title')} lead={<bdi>{course.data?.title ?? '\u00a0'}</bdi>}>
        <ButtonLink href={`/teach/${id}`}>{t('course.edit')}</ButtonLink>
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
    </>
  );
}
