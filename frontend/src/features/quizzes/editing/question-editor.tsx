import type { ReactElement } from 'react';
import { Button, IconButton } from '@/components/button';
import { CheckField } from '@/components/check-field';
import { Select, TextArea, TextField } from '@/components/field';
import {
  choice as choiceFields,
  singleQuestion as fields,
  textQuestion as textFields,
} from '@/lib/api/fields';
import { useI18n } from '@/lib/i18n/use-i18n';
import { kinds, newPart, type DraftPart, type DraftQuestion } from './quiz-draft';

interface QuestionEditorProps {
  question: DraftQuestion;
  number: number;
  of: number;
  errors: readonly string[];
  onChange: (question: DraftQuestion) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

/** The fields of one question, whichever kind it is. */
export function QuestionEditor({
  question,
  number,
  of,
  errors,
  onChange,
  onMove,
  onRemove,
}: QuestionEditorProps): ReactElement {
  const { t } = useI18n();
  const title = question.prompt || t('quiz.question', { number, of });

  function put(change: Partial<DraftQuestion>): void {
    onChange({ ...question, ...change });
  }

  return (
    <fieldset className="question question--edit" data-question={question.id}>
      <legend className="question__head question__place">
        {t('quiz.question', { number, of })}
      </legend>
      {errors.length > 0 ? (
        <ul className="field__error" role="alert" dir="auto">
          {errors.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      ) : null}
      <Select
        label={t('quizEdit.kind')}
        value={question.kind}
        onChange={({ target }) => {
          const kind = kinds.find((one) => one === target.value);
          if (kind !== undefined) put({ kind });
        }}
      >
        {kinds.map((one) => (
          <option key={one} value={one}>
            {t(`quizEdit.kind.${one}`)}
          </option>
        ))}
      </Select>
      <TextArea
        name={`prompt-${question.id}`}
        label={t('quizEdit.prompt')}
        required
        rows={2}
        maxLength={fields.prompt.maxLength}
        value={question.prompt}
        onChange={({ target }) => put({ prompt: target.value })}
      />
      <Specifics question={question} put={put} />
      <TextField
        name={`points-${question.id}`}
        label={t('quizEdit.pointsLabel')}
        type="number"
        inputMode="numeric"
        required
        min={fields.points.minimum}
        max={fields.points.maximum}
        value={question.points}
        onChange={({ target }) => put({ points: target.value })}
      />
      <TextArea
        name={`explanation-${question.id}`}
        label={t('quizEdit.explanation')}
        rows={2}
        maxLength={fields.explanation.maxLength}
        value={question.explanation}
        onChange={({ target }) => put({ explanation: target.value })}
      />
      <div className="question__tools">
        <IconButton
          icon="up"
          label={t('outline.up', { title })}
          disabled={number === 1}
          onClick={() => onMove(-1)}
        />
        <IconButton
          icon="down"
          label={t('outline.down', { title })}
          disabled={number === of}
          onClick={() => onMove(1)}
        />
        <IconButton icon="trash" label={t('quizEdit.remove', { title })} onClick={onRemove} />
      </div>
    </fieldset>
  );
}

interface SpecificsProps {
  question: DraftQuestion;
  put: (change: Partial<DraftQuestion>) => void;
}

function Specifics({ question, put }: SpecificsProps): ReactElement {
  const { t } = useI18n();
  if (question.kind === 'text') return <Answers {...{ question, put }} />;
  if (question.kind === 'number') {
    return (
      <>
        <TextField
          name={`value-${question.id}`}
          label={t('quizEdit.value')}
          inputMode="decimal"
          dir="ltr"
          required
          value={question.value}
          onChange={({ target }) => put({ value: target.value })}
        />
        <TextField
          name={`tolerance-${question.id}`}
          label={t('quizEdit.tolerance')}
          inputMode="decimal"
          dir="ltr"
          value={question.tolerance}
          onChange={({ target }) => put({ tolerance: target.value })}
        />
      </>
    );
  }
  return <Parts {...{ question, put }} />;
}

function Answers({ question, put }: SpecificsProps): ReactElement {
  const { t } = useI18n();
  const { answers } = question;
  return (
    <>
      {answers.map((answer, index) => (
        // An answer has nothing but its place.
        <div key={index} className="part">
          <TextField
            name={`answer-${question.id}-${index}`}
            label={t('quizEdit.answer', { number: index + 1 })}
            hint={index === 0 ? t('quizEdit.answerHint') : undefined}
            required
            maxLength={textFields.answers.each.maxLength}
            value={answer}
            onChange={({ target }) =>
              put({ answers: answers.map((one, at) => (at === index ? target.value : one)) })
            }
          />
          <IconButton
            icon="trash"
            label={t('quizEdit.remove', { title: t('quizEdit.answer', { number: index + 1 }) })}
            disabled={answers.length === 1}
            onClick={() => put({ answers: answers.filter((_, at) => at !== index) })}
          />
        </div>
      ))}
      <Button
        disabled={answers.length >= textFields.answers.maxItems}
        onClick={() => put({ answers: [...answers, ''] })}
      >
        {t('quizEdit.addAnswer')}
      </Button>
    </>
  );
}

function Parts({ question, put }: SpecificsProps): ReactElement {
  const { t } = useI18n();
  const { parts, kind } = question;
  const isOrder = kind === 'ordering';

  function change(part: DraftPart, edit: Partial<DraftPart>): void {
    put({
      parts: parts.map((one) => {
        if (one.id === part.id) return { ...one, ...edit };
        // With one right choice, the others are wrong.
        return kind === 'single' && edit.isRight === true ? { ...one, isRight: false } : one;
      }),
    });
  }

  return (
    <>
      {isOrder ? <p className="field__hint">{t('quizEdit.itemHint')}</p> : null}
      {parts.map((part, index) => {
        const number = index + 1;
        const label = t(isOrder ? 'quizEdit.item' : 'quizEdit.choice', { number });
        return (
          <div key={part.id} className="part">
            <TextField
              name={`text-${part.id}`}
              label={label}
              required
              maxLength={choiceFields.text.maxLength}
              value={part.text}
              onChange={({ target }) => change(part, { text: target.value })}
            />
            {isOrder ? null : (
              <>
                <CheckField
                  label={t('quizEdit.isRight', { number })}
                  checked={part.isRight}
                  onChange={({ target }) => change(part, { isRight: target.checked })}
                />
                <TextField
                  name={`feedback-${part.id}`}
                  label={t('quizEdit.feedback', { number })}
                  maxLength={choiceFields.feedback.maxLength}
                  value={part.feedback}
                  onChange={({ target }) => change(part, { feedback: target.value })}
                />
              </>
            )}
            <IconButton
              icon="trash"
              label={t('quizEdit.remove', { title: part.text || label })}
              disabled={parts.length <= fields.choices.minItems}
              onClick={() => put({ parts: parts.filter((one) => one.id !== part.id) })}
            />
          </div>
        );
      })}
      <Button
        disabled={parts.length >= fields.choices.maxItems}
        onClick={() => put({ parts: [...parts, newPart()] })}
      >
        {t(isOrder ? 'quizEdit.addItem' : 'quizEdit.addChoice')}
      </Button>
    </>
  );
}
