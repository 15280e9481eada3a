import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useId, useState, type ReactElement } from 'react';
import { TextArea } from '@/components/field';
import { LessonText } from '@/components/lesson-text';
import { explain } from '@/components/problem-note';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useSettled } from '@/lib/use-settled';
import { previewLesson } from '../api/preview-lesson';

interface MarkdownFieldProps {
  label: string;
  maxLength: number;
  value: string;
  onChange: (value: string) => void;
}

/** A text in Markdown, and how its readers will see it. */
export function MarkdownField({
  label,
  maxLength,
  value,
  onChange,
}: MarkdownFieldProps): ReactElement {
  const { t } = useI18n();
  const id = useId();
  const [isShown, setIsShown] = useState(false);
  return (
    <div className="markdown">
      <TextArea
        label={label}
        hint={t('markdown.hint')}
        rows={8}
        maxLength={maxLength}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
      <button
        type="button"
        className="link-button"
        aria-expanded={isShown}
        aria-controls={id}
        onClick={() => setIsShown(!isShown)}
      >
        {t(isShown ? 'markdown.hide' : 'markdown.preview')}
      </button>
      <div id={id} hidden={!isShown}>
        {isShown ? <Preview body={value} /> : null}
      </div>
    </div>
  );
}

/** Typing is not interrupted: a preview is asked for after a pause. */
const PAUSE_MS = 400;

function Preview({ body }: { body: string }): ReactElement {
  const i18n = useI18n();
  const settled = useSettled(body, PAUSE_MS);
  const isEmpty = settled.trim() === '';
  const query = useQuery({
    ...previewLesson(settled),
    enabled: !isEmpty,
    placeholderData: keepPreviousData,
  });
  if (isEmpty) return <p className="muted">{i18n.t('markdown.empty')}</p>;
  if (query.isError) return <p className="field__error">{explain(query.error, i18n)}</p>;
  if (!query.data) return <p className="muted">{i18n.t('loading')}</p>;
  return (
    <section className="markdown__shown" aria-label={i18n.t('markdown.preview')}>
      <LessonText html={query.data.html} />
    </section>
  );
}
