import type { ReactElement } from 'react';
import { ApiProblem, NetworkProblem } from '@/lib/api/problem';
import { useI18n, type I18n } from '@/lib/i18n/use-i18n';

/** The text for a failure: known ones in the reader's language. */
export function explain(error: unknown, { t, tOr }: Pick<I18n, 't' | 'tOr'>): string {
  if (error instanceof ApiProblem) return tOr(`problem.${error.slug}`, error.message);
  if (error instanceof NetworkProblem) return t('problem.network');
  return t('problem.unexpected');
}

/** What people quote to us when they ask for help. */
export function TraceId({ error }: { error: unknown }): ReactElement | null {
  const { t } = useI18n();
  if (!(error instanceof ApiProblem) || error.traceId === null) return null;
  return <p className="muted">{t('failed.request', { id: error.traceId })}</p>;
}

export function ProblemNote({ error }: { error: unknown }): ReactElement | null {
  const i18n = useI18n();
  if (!error) return null;
  return (
    <div className="problem-note" role="alert" tabIndex={-1} dir="auto">
      {explain(error, i18n)}
      <TraceId error={error} />
    </div>
  );
}
