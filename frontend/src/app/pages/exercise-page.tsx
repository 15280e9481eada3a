import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { PageHead } from '@/components/page-head';
import { FailedState, Skeleton } from '@/components/states';
import { getLesson } from '@/features/quizzes/api/get-lesson';
import { ExercisePanel } from '@/features/submissions/exercise-panel';
import type { Params } from '../params';

/** An exercise on a page of its own: where the letter about a grade leads. */
export function ExercisePage({ params }: { params: Params }): ReactElement {
  const query = useQuery(getLesson(params['slug'] ?? '', params['lesson'] ?? ''));
  if (query.isError && !query.data) {
    return <FailedState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Skeleton lines={8} />;
  const lesson = query.data;
  return (
    <>
      <PageHead
        title={lesson.title}
        lead={<Link href={`/courses/${lesson.course_slug}`}>{lesson.course_title}</Link>}
      />
      <ExercisePanel lesson={lesson} />
    </>
  );
}
