import type { ReactElement } from 'react';
import { Icon } from '@/components/icon';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Lesson, Module } from './api/get-course';

const OPEN_MODULES = 3;

/** The course's modules and lessons for readers; modules collapse. */
export function OutlineList({ modules }: { modules: readonly Module[] }): ReactElement {
  return (
    <ol className="outline">
      {modules.map((module, index) => (
        <li key={module.id ?? index}>
          <ModuleItem module={module} open={index < OPEN_MODULES} />
        </li>
      ))}
    </ol>
  );
}

function ModuleItem({ module, open }: { module: Module; open: boolean }): ReactElement {
  const { t } = useI18n();
  const { lessons = [], modules = [] } = module;
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
          {lessons.map((lesson, index) => (
            <LessonItem key={lesson.id ?? index} lesson={lesson} />
          ))}
        </ul>
      ) : null}
      {modules.length > 0 ? <OutlineList modules={modules} /> : null}
    </details>
  );
}

function LessonItem({ lesson }: { lesson: Lesson }): ReactElement {
  const { t, duration } = useI18n();
  const minutes = lesson.duration_minutes ?? 0;
  return (
    <li className="lesson">
      <Icon name={lesson.kind} />
      <span className="lesson__title" dir="auto">
        {lesson.url && /^https?:\/\//.test(lesson.url) ? (
          <a href={lesson.url} rel="noopener noreferrer" target="_blank">
            {lesson.title}
          </a>
        ) : (
          lesson.title
        )}
      </span>
      <span className="lesson__kind">{t(`kind.${lesson.kind}`)}</span>
      {minutes > 0 ? <span className="lesson__time">{duration(minutes)}</span> : null}
      {lesson.body ? (
        <details className="lesson__body">
          <summary>{t('lesson.read')}</summary>
          <p className="prose" dir="auto">
            {lesson.body}
          </p>
        </details>
      ) : null}
    </li>
  );
}

export function countLessons({ lessons = [], modules = [] }: Module): number {
  return lessons.length + modules.reduce((sum, one) => sum + countLessons(one), 0);
}

export function countMinutes({ lessons = [], modules = [] }: Module): number {
  const own = lessons.reduce((sum, one) => sum + (one.duration_minutes ?? 0), 0);
  return own + modules.reduce((sum, one) => sum + countMinutes(one), 0);
}
