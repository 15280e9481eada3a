import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { Badge } from '@/components/badge';
import { Icon } from '@/components/icon';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { OutlineLesson, OutlineModule } from './api/get-course';

const OPEN_MODULES = 3;

interface OutlineListProps {
  /** Of the course. */
  slug: string;
  modules: readonly OutlineModule[];
  /** The ids of lessons that the reader has completed. */
  completed?: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

/** The course's modules and lessons for readers; modules collapse. */
export function OutlineList({ slug, modules, completed = NONE }: OutlineListProps): ReactElement {
  return (
    <ol className="outline">
      {modules.map((module, index) => (
        <li key={module.id}>
          <ModuleItem
            slug={slug}
            module={module}
            completed={completed}
            open={index < OPEN_MODULES}
          />
        </li>
      ))}
    </ol>
  );
}

interface ModuleItemProps {
  slug: string;
  module: OutlineModule;
  completed: ReadonlySet<string>;
  open: boolean;
}

function ModuleItem({ slug, module, completed, open }: ModuleItemProps): ReactElement {
  const { t } = useI18n();
  const { lessons, modules } = module;
  return (
    <details className="module" open={open}>
      <summary className="module__title">
        <span dir="auto">{module.title}</span>
        <span className="module__count">
          {t('course.lessons', { count: countLessons(module) })}
        </span>
      </summary>
      {lessons.length > 0 ? (
        <ul className="lessons">
          {lessons.map((lesson) => (
            <LessonItem
              key={lesson.id}
              href={`/courses/${encodeURIComponent(slug)}/lessons/${encodeURIComponent(lesson.id)}`}
              lesson={lesson}
              isCompleted={completed.has(lesson.id)}
            />
          ))}
        </ul>
      ) : null}
      {modules.length > 0 ? (
        <OutlineList slug={slug} modules={modules} completed={completed} />
      ) : null}
    </details>
  );
}

interface LessonItemProps {
  href: string;
  lesson: OutlineLesson;
  isCompleted: boolean;
}

function LessonItem({ href, lesson, isCompleted }: LessonItemProps): ReactElement {
  const { t, duration } = useI18n();
  const minutes = lesson.duration_minutes;
  return (
    <li className="lesson">
      <Icon name={lesson.kind} />
      <span className="lesson__title" dir="auto">
        <Link href={href}>{lesson.title}</Link>
        {isCompleted ? (
          <>
            {' '}
            <span className="lesson__tick">
              <Icon name="check" />
              <span className="visually-hidden">{t('progress.completed')}</span>
            </span>
          </>
        ) : null}
      </span>
      <span className="lesson__kind">
        {lesson.is_preview ? (
          <>
            <Badge kind="good">{t('lesson.preview')}</Badge>{' '}
          </>
        ) : null}
        {t(`kind.${lesson.kind}`)}
      </span>
      {minutes > 0 ? <span className="lesson__time">{duration(minutes)}</span> : null}
    </li>
  );
}

type Part = Pick<OutlineModule, 'lessons' | 'modules'>;

export function countLessons({ lessons, modules }: Part): number {
  return lessons.length + modules.reduce((sum, one) => sum + countLessons(one), 0);
}

export function countMinutes({ lessons, modules }: Part): number {
  const own = lessons.reduce((sum, one) => sum + one.duration_minutes, 0);
  return own + modules.reduce((sum, one) => sum + countMinutes(one), 0);
}
