import { useEffect, useState, type ReactElement, type ReactNode } from 'react';
import { Link } from 'wouter';
import { ApiProblem, NetworkProblem } from '@/lib/api/problem';
import { useI18n } from '@/lib/i18n/use-i18n';
import { savedCourses, type SavedCourse } from '@/lib/offline/outlines';
import { Button, ButtonLink } from './button';
import { Icon, type IconName } from './icon';
import { explain, TraceId } from './problem-note';

/** Shown for an empty list, with what to do about it. */
export function EmptyState({
  icon,
  title,
  children,
  level = 2,
}: {
  icon: IconName;
  title: string;
  children?: ReactNode;
  level?: 1 | 2;
}): ReactElement {
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <div className="empty">
      <span className="empty__mark">
        <Icon name={icon} />
      </span>
      <Heading className="empty__title">{title}</Heading>
      {children}
    </div>
  );
}

/** Why a page has no content: no network, not found, or a temporary failure. */
export function FailedState({
  error,
  onRetry,
}: {
  error: unknown;
  onRetry?: () => void;
}): ReactElement {
  const i18n = useI18n();
  const { t } = i18n;
  if (error instanceof NetworkProblem) return <OfflineState onRetry={onRetry} />;
  if (error instanceof ApiProblem && (error.status === 404 || error.status === 403)) {
    return <NotFoundState error={error} />;
  }
  return (
    <EmptyState icon="close" title={t('failed.title')} level={1}>
      <p dir="auto">{explain(error, i18n)}</p>
      <TraceId error={error} />
      {onRetry ? <Button onClick={onRetry}>{t('action.retry')}</Button> : null}
    </EmptyState>
  );
}

export function NotFoundState({ error }: { error?: unknown }): ReactElement {
  const { t } = useI18n();
  return (
    <EmptyState icon="search" title={t('notFound.title')} level={1}>
      <p>{t('notFound.text')}</p>
      <TraceId error={error} />
      <ButtonLink href="/courses" look="primary">
        {t('action.browse')}
      </ButtonLink>
    </EmptyState>
  );
}

function OfflineState({ onRetry }: { onRetry: (() => void) | undefined }): ReactElement {
  const { t } = useI18n();
  const [saved, setSaved] = useState<SavedCourse[]>([]);
  useEffect(() => {
    void savedCourses().then(setSaved);
  }, []);
  return (
    <EmptyState icon="offline" title={t('offline.title')} level={1}>
      <p>{t('offline.text')}</p>
      {onRetry ? <Button onClick={onRetry}>{t('action.retry')}</Button> : null}
      {saved.length > 0 ? (
        <>
          <h2 className="empty__subtitle">{t('offline.saved')}</h2>
          <ul className="link-list">
            {saved.map((course) => (
              <li key={course.slug}>
                <Link href={`/courses/${course.slug}`}>{course.title}</Link>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </EmptyState>
  );
}

/** Grey lines where text will be; a screen reader hears only that something is loading. */
export function Skeleton({
  lines = 3,
  shape = 'text',
}: {
  lines?: number;
  shape?: 'text' | 'cards' | 'rows';
}): ReactElement {
  const { t } = useI18n();
  return (
    <div className={`skeleton skeleton--${shape}`} role="status">
      <span className="visually-hidden">{t('loading')}</span>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} className="skeleton__line" aria-hidden="true" />
      ))}
    </div>
  );
}
