import type { ReactElement } from 'react';
import { TextArea, TextField } from '@/components/field';
import { wordsChanges } from '@/lib/api/fields';
import type { FieldErrors } from '@/lib/api/problem';
import { directionOf, type Language } from '@/lib/i18n/language';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Words } from '../api/get-template';

interface WordsFieldsProps {
  words: Words;
  language: Language;
  faults: FieldErrors;
  onFocus: (event: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) => void;
  onChange: (part: keyof Words, value: string) => void;
}

/** Subject, text and short version, in the direction of their language. */
export function WordsFields({
  words,
  language,
  faults,
  onFocus,
  onChange,
}: WordsFieldsProps): ReactElement {
  const { t } = useI18n();
  const written = { lang: language, dir: directionOf(language), onFocus } as const;
  return (
    <>
      <TextField
        {...written}
        label={t('template.subject')}
        name="subject"
        maxLength={wordsChanges.subject.maxLength}
        value={words.subject}
        error={faults['subject']}
        onChange={({ target }) => onChange('subject', target.value)}
      />
      <TextArea
        {...written}
        label={t('template.text')}
        name="text"
        rows={14}
        maxLength={wordsChanges.text.maxLength}
        value={words.text}
        error={faults['text']}
        onChange={({ target }) => onChange('text', target.value)}
      />
      <TextField
        {...written}
        label={t('template.short')}
        name="short"
        hint={t('template.shortHint')}
        maxLength={wordsChanges.short.maxLength}
        value={words.short}
        error={faults['short']}
        onChange={({ target }) => onChange('short', target.value)}
      />
    </>
  );
}
