import type { ReactElement } from 'react';
import { TextArea } from '@/components/field';
import { useI18n } from '@/lib/i18n/use-i18n';

interface MarkdownFieldProps {
  label: string;
  maxLength: number;
  value: string;
  onChange: (value: string) => void;
}

/** A text in Markdown. */
export function MarkdownField({
  label,
  maxLength,
  value,
  onChange,
}: MarkdownFieldProps): ReactElement {
  const { t } = useI18n();
  return (
    <TextArea
      label={label}
      hint={t('markdown.hint')}
      rows={8}
      maxLength={maxLength}
      value={value}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}
