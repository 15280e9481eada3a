import type { ReactElement } from 'react';
import { ApiProblem, NetworkProblem } from '@/lib/api/problem';
import { useI18n, type I18n } from '@/lib/i18n/use-i18n';

/** The text for a failure: known ones in the reader's language. */
export function explain(error: unknown, { t, tOr }: Pick<I18n, 't' | 'tOr'>): string {
  if (error instanceof ApiProblem) return tOr(`problem.${error.slug}`, error.message);
  if (error instanceof NetworkProblem) return t('problem.network');
  return t('problem.unexpected');
}

export function ProblemNote({ error }: { error: unknown }): ReactElement | null {
  const i18n = useI18n();
  if (!error) return null;
  return (
    <div className="problem-note" role="alert" tabIndex={-1} dir="auto">
      {explain(error, i18n)}
    </div>
  );
}
