import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { ButtonLink } from '@/components/button';
import { Icon } from '@/components/icon';
import { ProgressBar } from '@/components/progress-bar';
import { useI18n } from '@/lib/i18n/use-i18n';
import { getProgress } from './api/get-progress';
import { lessonPath } from './lesson-path';

interface CourseProgressProps {
  course: { id: string; slug: string; title: string };
}

/** How far the learner got in a course, and the way to the lesson to go on with. */
export function CourseProgress({ course }: CourseProgressProps): ReactElement | null {
  const { t, date } = useI18n();
  const progress = useQuery(getProgress(course.id)).data;
  if (progress === undefined || progress.lessons === 0) return null;
  const { completed_lessons, completed_at, lessons, next_lesson, percent } = progress;
  return (
    <div className="course-progress">
      {next_lesson ? (
        <ButtonLink href={lessonPath(course.slug, next_lesson)} look="primary">
          {t(percent === 0 ? 'progress.start' : 'progress.continue')}
        </ButtonLink>
      ) : null}
      <ProgressBar percent={percent} label={t('progress.label', { title: course.title })} />
      <p className="course-progress__words">
        <span>{t('progress.lessons', { done: completed_lessons.length, count: lessons })}</span>{' '}
        <span>{t('progress.percent', { percent })}</span>
      </p>
      {completed_at ? (
        <p className="enrolled">
          <Icon name="check" /> {t('progress.completedOn', { date: date(completed_at) })}
        </p>
      ) : null}
    </div>
  );
}
