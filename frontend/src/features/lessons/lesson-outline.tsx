import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { Icon } from '@/components/icon';
import type { Schemas } from '@/lib/api/client';
import { useI18n } from '@/lib/i18n/use-i18n';

interface LessonOutlineProps {
  slug: string;
  modules: readonly Schemas['OutlineModule'][];
  /** The lesson that is open. */
  current: string;
  completed: ReadonlySet<string>;
  onFollow?: () => void;
}

/** All lessons of the course next to the one that is open. */
export function LessonOutline({ modules, ...rest }: LessonOutlineProps): ReactElement {
  const { t } = useI18n();
  const { slug, current, completed, onFollow } = rest;
  return (
    <ol className="lesson-outline">
      {modules.map((module) => (
        <li key={module.id}>
          <p className="lesson-outline__module" dir="auto">
            {module.title}
          </p>
          <ol>
            {module.lessons.map((one) => (
              <li key={one.id}>
                <Link
                  className="lesson-outline__link"
                  href={`/courses/${encodeURIComponent(slug)}/lessons/${encodeURIComponent(one.id)}`}
                  aria-current={one.id === current ? 'page' : undefined}
                  onClick={onFollow}
                >
                  <Icon name={completed.has(one.id) ? 'check' : one.kind} />
                  <span dir="auto">{one.title}</span>
                  {completed.has(one.id) ? (
                    <span className="visually-hidden">{t('progress.completed')}</span>
                  ) : null}
                </Link>
              </li>
            ))}
          </ol>
          {module.modules.length > 0 ? <LessonOutline modules={module.modules} {...rest} /> : null}
        </li>
      ))}
    </ol>
  );
}
