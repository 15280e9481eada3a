import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { PageHead } from '@/components/page-head';
import { FailedState, Skeleton } from '@/components/states';
import { getLesson } from '@/features/quizzes/api/get-lesson';
import { QuizPanel } from '@/features/quizzes/quiz-panel';
import type { Params } from '../params';

/** A quiz on a page of its own, without anything beside it. */
export function QuizPage({ params }: { params: Params }): ReactElement {
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
      <QuizPanel lesson={lesson} />
    </>
  );
}
