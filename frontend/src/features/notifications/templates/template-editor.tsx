import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState, type ReactElement } from 'react';
import { Button } from '@/components/button';
import { Form } from '@/components/form';
import { notify } from '@/components/toast';
import { ApiProblem, fieldErrors, type FieldErrors } from '@/lib/api/problem';
import { languages, type Language } from '@/lib/i18n/language';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useUnsaved } from '@/lib/unsaved';
import { useSettled } from '@/lib/use-settled';
import type { Template, Words } from '../api/get-template';
import { previewTemplate } from '../api/preview-template';
import { useUpdateTemplate, type TemplateChanges } from '../api/update-template';
import { ChannelOrder } from '../channel-order';
import { changesOf, codes, type Draft } from './draft';
import { LanguageTabs } from './language-tabs';
import { ResetButton } from './reset-button';
import { TemplatePreview } from './template-preview';
import { useInsertion } from './use-insertion';
import { VariableList } from './variable-list';
import { WordsFields } from './words-fields';

const TYPING_PAUSE_MS = 400;

interface TemplateEditorProps {
  template: Template;
  /** Refetch the template and start over. */
  onReload: () => void;
}

/**
 * Edits the words of a letter in all languages, and shows what would come of them. The version
 * that was read stays the base until it is saved, as in the editor of a course.
 */
export function TemplateEditor({ template, onReload }: TemplateEditorProps): ReactElement {
  const { t, language: own } = useI18n();
  const update = useUpdateTemplate();
  const insertion = useInsertion();
  const [base, setBase] = useState(template);
  const [draft, setDraft] = useState<Draft>(template);
  const [language, setLanguage] = useState<Language>(own);
  const words = draft.words[language];
  // Language and wording settle together: one without the other is not a letter.
  const tried = useSettled(
    useMemo(() => ({ language, words }), [language, words]),
    TYPING_PAUSE_MS,
  );
  const preview = useQuery({
    ...previewTemplate(template.id, tried.language, tried.words),
    placeholderData: keepPreviousData,
  });
  const changes = changesOf(base, draft);
  const faults = fieldErrors(update.error);
  useUnsaved(changes !== null);
  const isStale = update.error instanceof ApiProblem && update.error.status === 412;

  function say(part: keyof Words, value: string): void {
    setDraft({ ...draft, words: { ...draft.words, [language]: { ...words, [part]: value } } });
  }

  function save(what: TemplateChanges | null): void {
    if (what === null) return;
    update.mutate(
      { template: base, changes: what },
      {
        onSuccess: (saved) => {
          setBase(saved);
          setDraft(saved);
          notify(t('edit.saved'));
        },
        onError: (error) => setLanguage(firstAtFault(fieldErrors(error)) ?? language),
      },
    );
  }

  return (
    <Form error={update.error} className="editor" onSubmit={() => save(changes)}>
      {isStale ? (
        <p>
          <Button onClick={onReload}>{t('edit.reload')}</Button>
        </p>
      ) : null}
      <div className="template">
        <div className="template__words">
          <section className="panel">
            <h2 className="panel__title">{t('template.words')}</h2>
            <LanguageTabs chosen={language} overridden={base.overridden} onChoose={setLanguage} />
            <WordsFields
              key={language}
              words={words}
              language={language}
              faults={
                // The preview's errors are current, so they precede those of the last attempt.
                tried.language === language && preview.isError
                  ? within(fieldErrors(preview.error), 'words.')
                  : within(faults, `words.${language}.`)
              }
              onFocus={insertion.remember}
              onChange={say}
            />
            {base.overridden.includes(language) ? (
              <Button
                disabled={update.isPending}
                onClick={() => save({ words: { [language]: null } })}
              >
                {t('template.takeBuiltIn', { language: languages[language] })}
              </Button>
            ) : null}
          </section>
          <section className="panel">
            <h2 className="panel__title">{t('template.variables')}</h2>
            <p className="muted">{t('template.variablesHint')}</p>
            <VariableList
              variables={base.variables}
              onInsert={(named) => {
                if (!insertion.put(named)) say('text', words.text + named);
              }}
            />
          </section>
          <section className="panel">
            <h2 className="panel__title">{t('template.channels')}</h2>
            {base.has_fixed_channels ? (
              <p>
                {t('template.fixed', {
                  channels: base.channels.map((one) => t(`channel.${one}`)).join(', '),
                })}
              </p>
            ) : (
              <ChannelOrder
                order={draft.channels}
                onChange={(channels) => setDraft({ ...draft, channels })}
                error={faults['channels']}
              />
            )}
          </section>
        </div>
        <TemplatePreview found={preview} language={language} />
      </div>
      <div className="editor__bar">
        <p className="editor__state muted">{changes === null ? '' : t('edit.unsaved')}</p>
        <div className="editor__actions">
          <Button type="submit" look="primary" disabled={update.isPending}>
            {t('action.save')}
          </Button>
          <ResetButton template={base} onReset={onReload} />
        </div>
      </div>
    </Form>
  );
}

/** The errors below a path, named like their fields. */
function within(faults: FieldErrors, path: string): FieldErrors {
  return Object.fromEntries(
    Object.entries(faults)
      .filter(([name]) => name.startsWith(path))
      .map(([name, message]) => [name.slice(path.length), message]),
  );
}

function firstAtFault(faults: FieldErrors): Language | undefined {
  return codes.find((code) => Object.keys(within(faults, `words.${code}.`)).length > 0);
}
