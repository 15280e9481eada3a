import { useState, useSyncExternalStore, type ReactElement } from 'react';
import { Button, ButtonLink } from '@/components/button';
import { CheckField } from '@/components/check-field';
import { TextField } from '@/components/field';
import { Form } from '@/components/form';
import { notify } from '@/components/toast';
import { quiz as fields } from '@/lib/api/fields';
import { fieldErrors } from '@/lib/api/problem';
import { currentLocale, onLocaleChange } from '@/lib/i18n/language';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useUnsaved } from '@/lib/unsaved';
import { QuestionEditor } from './question-editor';
import { newQuestion, toDraft, toQuiz, type DraftQuestion, type Quiz } from './quiz-draft';

interface QuizEditorProps {
  quiz: Quiz | null | undefined;
  /** Where the platform's messages say that the quiz is. */
  path: string;
  error: unknown;
  isSaving: boolean;
  /** Where the quiz can be tried, as it is saved. */
  tryHref: string;
  onSave: (quiz: Quiz) => Promise<unknown>;
}

/** The rules and questions of a quiz. */
export function QuizEditor({
  quiz,
  path,
  error,
  isSaving,
  tryHref,
  onSave,
}: QuizEditorProps): ReactElement {
  const { t } = useI18n();
  const locale = useSyncExternalStore(onLocaleChange, currentLocale);
  const [draft, setDraft] = useState(() => toDraft(locale, quiz));
  const [saved, setSaved] = useState(draft);
  const errors = fieldErrors(error);
  const { questions } = draft;
  useUnsaved(draft !== saved);

  function errorsOf(index: number): string[] {
    const prefix = `${path}.questions[${index}]`;
    const messages = Object.entries(errors)
      .filter(([field]) => field === prefix || field.startsWith(`${prefix}.`))
      .map(([field, message]) => `${field.slice(prefix.length + 1)} ${message}`.trim());
    return [...new Set(messages)];
  }

  function put(next: readonly DraftQuestion[]): void {
    setDraft({ ...draft, questions: next });
  }

  function move(index: number, by: -1 | 1): void {
    const next = [...questions];
    const [moved] = next.splice(index, 1);
    if (moved === undefined) return;
    next.splice(index + by, 0, moved);
    put(next);
  }

  return (
    <Form
      className="quiz"
      label={t('quizEdit.title')}
      error={error}
      onSubmit={() => {
        onSave(toQuiz(locale, draft)).then(
          () => {
            setSaved(draft);
            notify(t('quizEdit.saved'));
          },
          // Shown in the form.
          () => undefined,
        );
      }}
    >
      <p className="field__hint">{t('quizEdit.hint')}</p>
      <fieldset className="question question--edit">
        <legend className="question__head question__place">{t('quizEdit.rules')}</legend>
        <TextField
          name="pass"
          label={t('quizEdit.pass')}
          type="number"
          required
          min={fields.pass_percent.minimum}
          max={fields.pass_percent.maximum}
          value={draft.passPercent}
          error={errors[`${path}.pass_percent`]}
          onChange={({ target }) => setDraft({ ...draft, passPercent: target.value })}
        />
        <TextField
          name="attempts"
          label={t('quizEdit.attempts')}
          hint={t('quizEdit.empty')}
          type="number"
          min={fields.attempts.minimum}
          max={fields.attempts.maximum}
          value={draft.attempts}
          error={errors[`${path}.attempts`]}
          onChange={({ target }) => setDraft({ ...draft, attempts: target.value })}
        />
        <TextField
          name="minutes"
          label={t('quizEdit.minutes')}
          hint={t('quizEdit.empty')}
          type="number"
          min={fields.minutes.minimum}
          max={fields.minutes.maximum}
          value={draft.minutes}
          error={errors[`${path}.minutes`]}
          onChange={({ target }) => setDraft({ ...draft, minutes: target.value })}
        />
        <CheckField
          label={t('quizEdit.shuffle')}
          checked={draft.isShuffled}
          onChange={({ target }) => setDraft({ ...draft, isShuffled: target.checked })}
        />
      </fieldset>
      {questions.map((question, index) => (
        <QuestionEditor
          key={question.id}
          question={question}
          number={index + 1}
          of={questions.length}
          errors={errorsOf(index)}
          onChange={(next) => put(questions.map((one) => (one.id === next.id ? next : one)))}
          onMove={(by) => move(index, by)}
          onRemove={() => put(questions.filter((one) => one.id !== question.id))}
        />
      ))}
      {errors[`${path}.questions`] ? (
        <p className="field__error" role="alert" dir="auto">
          {errors[`${path}.questions`]}
        </p>
      ) : null}
      <div className="quiz__actions">
        <Button
          disabled={questions.length >= fields.questions.maxItems}
          onClick={() => put([...questions, newQuestion()])}
        >
          {t('quizEdit.add')}
        </Button>
        <Button type="submit" look="primary" disabled={isSaving}>
          {t('quizEdit.save')}
        </Button>
        {quiz && draft === saved ? <ButtonLink href={tryHref}>{t('quiz.try')}</ButtonLink> : null}
      </div>
    </Form>
  );
}
