import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { ProblemNote } from '@/components/problem-note';
import { Skeleton } from '@/components/states';
import type { Schemas } from '@/lib/api/client';
import { ApiProblem } from '@/lib/api/problem';
import type { Language } from '@/lib/i18n/language';
import { useI18n } from '@/lib/i18n/use-i18n';
import { MailPreview } from './mail-preview';

interface TemplatePreviewProps {
  found: UseQueryResult<Schemas['PreviewedLetter']>;
  language: Language;
}

/** What a recipient would get, with sample values. */
export function TemplatePreview({ found, language }: TemplatePreviewProps): ReactElement {
  const { t } = useI18n();
  return (
    <section className="panel preview" aria-busy={found.isFetching}>
      <h2 className="panel__title">{t('template.preview')}</h2>
      {found.error instanceof ApiProblem && found.error.status === 422 ? (
        // Errors in the wording are shown at its fields.
        <p className="muted" role="status">
          {t('template.noPreview')}
        </p>
      ) : found.isError ? (
        <ProblemNote error={found.error} />
      ) : found.data === undefined ? (
        <Skeleton lines={5} />
      ) : (
        <>
          <MailPreview html={found.data.html} />
          <h3>{t('template.short')}</h3>
          <p className="preview__brief" lang={language} dir="auto">
            {found.data.short || found.data.subject}
          </p>
        </>
      )}
    </section>
  );
}
