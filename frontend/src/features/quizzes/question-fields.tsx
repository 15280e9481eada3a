import { useId, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import { IconButton } from '@/components/button';
import { response as fields } from '@/lib/api/fields';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { ShownQuestion } from './api/get-attempt';
import { movedBy, type Draft } from './draft';

interface QuestionProps {
  question: ShownQuestion;
  number: number;
  of: number;
  draft: Draft;
  error: string | undefined;
  onChange: (draft: Draft) => void;
}

/** One question with the fields of its kind, as a group that its prompt names. */
export function QuestionFields({
  question,
  number,
  of,
  draft,
  error,
  onChange,
}: QuestionProps): ReactElement {
  const { t } = useI18n();
  const id = useId();
  const { kind } = question;
  const isTyped = kind === 'text' || kind === 'number';
  const hint = kind === 'text' || kind === 'number' ? null : t(`quiz.hint.${kind}`);
  const described = [hint === null ? '' : `${id}-hint`, error ? `${id}-error` : '']
    .filter(Boolean)
    .join(' ');
  return (
    <fieldset className="question" aria-describedby={described || undefined}>
      <legend className="question__head">
        <span className="question__place">
          {t('quiz.question', { number, of })} · {t('quiz.points', { count: question.points })}
        </span>
        <span className="question__prompt" dir="auto">
          {question.prompt}
        </span>
      </legend>
      {hint === null ? null : (
        <p className="field__hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {isTyped ? (
        <Typed {...{ question, draft, error, onChange }} errorId={`${id}-error`} />
      ) : kind === 'ordering' ? (
        <Ordering {...{ question, draft, onChange }} />
      ) : (
        <Choices {...{ question, draft, onChange }} name={id} />
      )}
      {error ? (
        <p className="field__error" id={`${id}-error`}>
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}

type PartProps = Pick<QuestionProps, 'question' | 'draft' | 'onChange'>;

function Choices({ question, draft, onChange, name }: PartProps & { name: string }): ReactElement {
  const isOne = question.kind === 'single';
  return (
    <>
      {question.choices.map((choice) => (
        <label key={choice.id} className="choice">
          <input
            className="choice__box"
            type={isOne ? 'radio' : 'checkbox'}
            name={name}
            checked={draft.choices.includes(choice.id)}
            onChange={({ target }) => {
              const others = isOne ? [] : draft.choices.filter((one) => one !== choice.id);
              onChange({ ...draft, choices: target.checked ? [...others, choice.id] : others });
            }}
          />
          <span className="choice__text" dir="auto">
            {choice.text}
          </span>
        </label>
      ))}
    </>
  );
}

function Typed({
  question,
  draft,
  error,
  errorId,
  onChange,
}: PartProps & { error: string | undefined; errorId: string }): ReactElement {
  const { t } = useI18n();
  const isNumber = question.kind === 'number';
  return (
    <input
      className={isNumber ? 'input question__number' : 'input'}
      type="text"
      dir={isNumber ? 'ltr' : 'auto'}
      inputMode={isNumber ? 'decimal' : 'text'}
      autoComplete="off"
      aria-label={t('quiz.yourAnswer')}
      aria-invalid={error ? true : undefined}
      aria-describedby={error ? errorId : undefined}
      maxLength={isNumber ? 40 : fields.text.maxLength}
      value={draft.text}
      onChange={({ target }) => onChange({ ...draft, text: target.value })}
    />
  );
}

function Ordering({ question, draft, onChange }: PartProps): ReactElement {
  const { t } = useI18n();
  const list = useRef<HTMLOListElement>(null);
  const [said, setSaid] = useState('');
  const texts = new Map(question.choices.map((one) => [one.id, one.text]));

  function move(id: string, by: -1 | 1): void {
    const choices = movedBy(draft.choices, id, by);
    onChange({ ...draft, choices });
    const position = choices.indexOf(id) + 1;
    setSaid(t('quiz.moved', { text: texts.get(id) ?? '', position, of: choices.length }));
    // The row keeps its key, but the browser may drop the focus of what moves.
    requestAnimationFrame(() => {
      const control = by < 0 ? 'up' : 'down';
      list.current
        ?.querySelector<HTMLElement>(`[data-item="${id}"] [data-control="${control}"]`)
        ?.focus();
    });
  }

  function key(event: KeyboardEvent, id: string): void {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    move(id, event.key === 'ArrowUp' ? -1 : 1);
  }

  return (
    <>
      <ol className="ordering" ref={list}>
        {draft.choices.map((id, index) => (
          // The keys are a shortcut for the buttons in the row.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
          <li
            key={id}
            className="ordering__item"
            data-item={id}
            onKeyDown={(event) => key(event, id)}
          >
            <span className="ordering__text" dir="auto">
              {texts.get(id)}
            </span>
            <IconButton
              icon="up"
              data-control="up"
              label={t('outline.up', { title: texts.get(id) ?? '' })}
              disabled={index === 0}
              onClick={() => move(id, -1)}
            />
            <IconButton
              icon="down"
              data-control="down"
              label={t('outline.down', { title: texts.get(id) ?? '' })}
              disabled={index === draft.choices.length - 1}
              onClick={() => move(id, 1)}
            />
          </li>
        ))}
      </ol>
      <p className="visually-hidden" role="status" aria-live="assertive">
        {said}
      </p>
    </>
  );
}
