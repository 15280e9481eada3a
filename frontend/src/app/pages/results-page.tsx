import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { ButtonLink } from '@/components/button';
import { PageHead } from '@/components/page-head';
import { getLesson } from '@/features/lessons/api/get-lesson';
import { QuizResults } from '@/features/quizzes/quiz-results';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Params } from '../params';

/** How a quiz works out: for the owner of the course. */
export function ResultsPage({ params }: { params: Params }): ReactElement {
  const { t } = useI18n();
  const courseId = params['id'] ?? '';
  const lessonId = params['lesson'] ?? '';
  const lesson = useQuery(getLesson(courseId, lessonId));
  return (
    <>
      <PageHead title={t('results.title')} lead={<bdi>{lesson.data?.title ?? '\u00a0'}</bdi>}>
        <ButtonLink href={`/teach/${courseId}/lessons/${lessonId}/questions`}>
          {t('quizEdit.edit')}
        </ButtonLink>
      </PageHead>
      <QuizResults courseId={courseId} lessonId={lessonId} />
    </>
  );
}
