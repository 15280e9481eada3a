import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactElement } from 'react';
import { Link } from 'wouter';
import { Button, ButtonLink } from '@/components/button';
import { Dialog } from '@/components/dialog';
import { useTitle } from '@/components/page-head';
import { EmptyState, FailedState, Skeleton } from '@/components/states';
import { getCourse } from '@/features/courses/api/get-course';
import { getLesson, type Lesson } from '@/features/lessons/api/get-lesson';
import { LessonOutline } from '@/features/lessons/lesson-outline';
import { LessonView } from '@/features/lessons/lesson-view';
import { getProgress } from '@/features/progress/api/get-progress';
import { requestPath } from '@/lib/api/path';
import { ApiProblem } from '@/lib/api/problem';
import { withWords } from '@/lib/i18n/language';
import { useI18n } from '@/lib/i18n/use-i18n';
import { usePerson } from '@/lib/session/use-session';
import type { Params } from '../params';
import { returnPath } from '../return-path';

const QuizPanel = lazy(async () => {
  const file = await withWords(['practice'], import('@/features/quizzes/quiz-panel'));
  return { default: file.QuizPanel };
});
const ExercisePanel = lazy(async () => {
  const file = await withWords(
    ['practice', 'upload'],
    import('@/features/submissions/exercise-panel'),
  );
  return { default: file.ExercisePanel };
});

/** A lesson, with the outline of its course next to it. */
export function LessonPage({ params }: { params: Params }): ReactElement {
  const slug = params['slug'] ?? '';
  const id = params['lesson'] ?? '';
  const { t } = useI18n();
  const query = useQuery(getLesson(slug, id));
  const course = useQuery(getCourse(slug)).data;
  const [isOutlineOpen, setOutlineOpen] = useState(false);
  const completed = useCompleted(query.data);
  const person = usePerson();

  if (query.isError && !query.data) {
    const { error } = query;
    const isForOthers =
      error instanceof ApiProblem && (error.status === 401 || error.status === 403);
    // A session that could not be renewed is not a stranger: they are told what failed.
    return isForOthers && (error.status === 403 || person === null) ? (
      <ClosedLesson slug={slug} />
    ) : (
      <FailedState error={error} onRetry={() => void query.refetch()} />
    );
  }
  const outline = (
    <LessonOutline
      slug={slug}
      modules={course?.outline.modules ?? []}
      current={id}
      completed={completed}
      onFollow={() => setOutlineOpen(false)}
    />
  );
  return (
    <div className="lesson-page">
      <nav className="breadcrumb lesson-page__path" aria-label={t('breadcrumb')}>
        <ol>
          <li>
            <Link href={`/courses/${slug}`}>
              <span dir="auto">
                {course?.title ?? query.data?.course_title ?? t('nav.courses')}
              </span>
            </Link>
          </li>
        </ol>
        <span className="lesson-page__drawer">
          <Button onClick={() => setOutlineOpen(true)}>{t('lesson.outline')}</Button>
        </span>
      </nav>
      <nav className="lesson-page__outline" aria-label={t('course.outline')}>
        {outline}
      </nav>
      <div className="lesson-page__main">
        {query.data ? (
          <LessonView key={id} lesson={query.data} language={course?.language}>
            <Practice lesson={query.data} />
          </LessonView>
        ) : (
          <Skeleton lines={8} />
        )}
      </div>
      {isOutlineOpen ? (
        <Dialog title={t('course.outline')} onClose={() => setOutlineOpen(false)}>
          {outline}
          <div className="dialog__actions">
            <Button onClick={() => setOutlineOpen(false)}>{t('action.back')}</Button>
          </div>
        </Dialog>
      ) : null}
    </div>
  );
}

/** What is answered or handed in below a lesson's instructions; a preview shows those alone. */
function Practice({ lesson }: { lesson: Lesson }): ReactElement | null {
  if (lesson.standing === 'preview' || lesson.isKept) return null;
  if (lesson.kind !== 'quiz' && lesson.kind !== 'exercise') return null;
  const Panel = lesson.kind === 'quiz' ? QuizPanel : ExercisePanel;
  return (
    <Suspense fallback={<Skeleton lines={8} />}>
      <Panel lesson={lesson} />
    </Suspense>
  );
}

/** What the learner has completed; the open lesson says of itself whether it is. */
function useCompleted(lesson: Lesson | undefined): ReadonlySet<string> {
  const isRecorded = lesson?.standing === 'enrolled';
  const { data } = useQuery({
    ...getProgress(lesson?.course_id ?? ''),
    enabled: isRecorded && !lesson.isKept,
  });
  const ids = data?.completed_lessons.map((one) => one.id) ?? [];
  return new Set(isRecorded && lesson.completed_at ? [...ids, lesson.id] : ids);
}

/** For people who may see the course and not the lesson: what they can do. */
function ClosedLesson({ slug }: { slug: string }): ReactElement {
  const { t } = useI18n();
  const person = usePerson();
  useTitle(t('lesson.closed'));
  return (
    <EmptyState icon="article" title={t('lesson.closed')} level={1}>
      <p>{t(person === null ? 'lesson.closedToStrangers' : 'lesson.closedToOthers')}</p>
      <p className="empty__actions">
        <ButtonLink href={`/courses/${slug}`} look={person === null ? 'secondary' : 'primary'}>
          {t('lesson.toCourse')}
        </ButtonLink>{' '}
        {person === null ? (
          <ButtonLink href={requestPath('/login', { next: returnPath() })} look="primary">
            {t('nav.logIn')}
          </ButtonLink>
        ) : null}
      </p>
    </EmptyState>
  );
}
