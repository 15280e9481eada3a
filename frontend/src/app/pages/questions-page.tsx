import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { ButtonLink } from '@/components/button';
import { PageHead } from '@/components/page-head';
import { FailedState, Skeleton } from '@/components/states';
import {
  getCourseContent,
  type Lesson,
  type Module,
} from '@/features/courses/api/get-course-content';
import { useUpdateCourse } from '@/features/courses/api/update-course';
import { QuizEditor } from '@/features/quizzes/editing/quiz-editor';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Params } from '../params';

/** Where a lesson is in the content, as the platform's messages name it. */
function find(
  modules: readonly Module[],
  id: string,
  path = 'content',
): { lesson: Lesson; path: string } | null {
  for (const [index, module] of modules.entries()) {
    const here = `${path}.modules[${index}]`;
    const at = (module.lessons ?? []).findIndex((one) => one.id === id);
    const lesson = module.lessons?.[at];
    if (lesson !== undefined) return { lesson, path: `${here}.lessons[${at}]` };
    const found = find(module.modules ?? [], id, here);
    if (found !== null) return found;
  }
  return null;
}

function replaced(modules: readonly Module[], lesson: Lesson): Module[] {
  return modules.map((module) => ({
    ...module,
    lessons: (module.lessons ?? []).map((one) => (one.id === lesson.id ? lesson : one)),
    modules: replaced(module.modules ?? [], lesson),
  }));
}

/** The editor of a quiz, on a page of its own: saving is a change of its course. */
export function QuestionsPage({ params }: { params: Params }): ReactElement {
  const { t } = useI18n();
  const query = useQuery(getCourseContent(params['id'] ?? ''));
  const update = useUpdateCourse();
  if (query.isError && !query.data) {
    return <FailedState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Skeleton lines={8} />;
  const course = query.data;
  const modules = course.content.modules ?? [];
  const found = find(modules, params['lesson'] ?? '');
  if (found?.lesson.kind !== 'quiz') return <p>{t('quizEdit.noLesson')}</p>;
  const { lesson, path } = found;
  const base = `/teach/${course.id}`;
  return (
    <>
      <PageHead title={lesson.title} lead={<bdi>{course.title}</bdi>}>
        <ButtonLink href={base}>{t('course.edit')}</ButtonLink>
        <ButtonLink href={`${base}/lessons/${lesson.id ?? ''}/results`}>
          {t('results.title')}
        </ButtonLink>
      </PageHead>
      <QuizEditor
        key={lesson.id}
        quiz={lesson.quiz}
        path={`${path}.quiz`}
        error={update.error}
        isSaving={update.isPending}
        tryHref={`/courses/${course.slug}/lessons/${lesson.id ?? ''}`}
        onSave={(quiz) =>
          update.mutateAsync({
            course,
            changes: { content: { modules: replaced(modules, { ...lesson, quiz }) } },
          })
        }
      />
    </>
  );
}
