import { useId, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import { useI18n } from '@/lib/i18n/use-i18n';
import { Icon } from './icon';

export interface Choice {
  id: string;
  label: string;
  /** What tells it from others with the same label. */
  detail: string;
}

interface ComboboxProps {
  label: string;
  hint: string;
  /** The label of what is chosen; empty if nothing is. */
  value: string;
  /** What fits the typed text; undefined while nobody knows. */
  choices: readonly Choice[] | undefined;
  /** Whether better choices are on their way. Those before stay: a finger may be above one. */
  isBusy: boolean;
  /** How many those are: shown below them, and announced. */
  status: string;
  clearLabel: string;
  maxLength: number;
  onType: (text: string) => void;
  onChoose: (choice: Choice | null) => void;
}

/**
 * A field that suggests what may be chosen, after the pattern "editable combobox with list
 * autocomplete" of the ARIA Authoring Practices: the focus stays in the field, the arrows move
 * through the list, Enter takes what is marked, Escape closes the list, then clears the field.
 */
export function Combobox(props: ComboboxProps): ReactElement {
  const { label, hint, value, choices = [], status, clearLabel, maxLength } = props;
  const { t } = useI18n();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  // What was typed since the last choice; null shows what is chosen.
  const [typed, setTyped] = useState<string | null>(null);
  const [isWanted, setWanted] = useState(false);
  const [marked, setMarked] = useState(-1);
  const hasText = typed !== null && typed.trim() !== '';
  const isOpen = isWanted && hasText && props.choices !== undefined;
  const active = isOpen ? choices[marked] : undefined;

  function type(text: string): void {
    setTyped(text);
    setWanted(true);
    setMarked(-1);
    props.onType(text);
  }

  function choose(choice: Choice | null): void {
    setTyped(null);
    setWanted(false);
    setMarked(-1);
    props.onType('');
    props.onChoose(choice);
  }

  function mark(at: number): void {
    setWanted(true);
    if (choices.length === 0) return;
    const next = (at + choices.length) % choices.length;
    setMarked(next);
    document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' });
  }

  /** Tells whether the key meant the list rather than the text. */
  function press({ key, altKey, nativeEvent }: KeyboardEvent): boolean {
    if (nativeEvent.isComposing) return false;
    const only = choices.length === 1 && !props.isBusy ? choices[0] : undefined;
    switch (key) {
      case 'ArrowDown':
        if (altKey || !isOpen) setWanted(true);
        if (!altKey) mark(isOpen ? marked + 1 : 0);
        return true;
      case 'ArrowUp':
        if (altKey) setWanted(false);
        else mark(isOpen && marked > 0 ? marked - 1 : choices.length - 1);
        return true;
      case 'Enter':
        if (isOpen && (active ?? only) !== undefined) choose(active ?? only ?? null);
        else if (typed !== null && !hasText) choose(null);
        return true;
      case 'Escape':
        if (isOpen) setWanted(false);
        else if (value !== '') choose(null);
        else setTyped(null);
        return true;
      default:
        // The others move in the text.
        if (key.length > 1) setMarked(-1);
        return false;
    }
  }

  function leave(): void {
    if (typed !== null && !hasText && value !== '') choose(null);
    setTyped(null);
    setWanted(false);
    setMarked(-1);
  }

  return (
    <div className="field combobox">
      <label className="field__label" htmlFor={id}>
        {label}
      </label>
      <div className="combobox__frame">
        <input
          ref={input}
          className="input"
          dir="auto"
          id={id}
          type="text"
          role="combobox"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder={hint}
          maxLength={maxLength}
          value={typed ?? value}
          aria-autocomplete="list"
          aria-expanded={isOpen && choices.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={active === undefined ? undefined : `${id}-${marked}`}
          onChange={({ target }) => type(target.value)}
          onKeyDown={(event) => {
            if (press(event)) event.preventDefault();
          }}
          onFocus={({ target }) => target.select()}
          onBlur={leave}
        />
        {value === '' ? null : (
          <button
            type="button"
            className="icon-button combobox__clear"
            aria-label={clearLabel}
            onClick={() => {
              choose(null);
              input.current?.focus();
            }}
          >
            <Icon name="close" />
          </button>
        )}
        {/* A press must not take the focus from the field: the list would close below it. */}
        <div
          className="combobox__popup"
          hidden={!isOpen}
          aria-busy={isOpen && props.isBusy}
          role="presentation"
          onMouseDown={(event) => event.preventDefault()}
        >
          <div
            className="combobox__list"
            id={`${id}-list`}
            role="listbox"
            aria-label={label}
            hidden={choices.length === 0}
          >
            {choices.map((one, at) => (
              // The field takes the keys for its options.
              // eslint-disable-next-line jsx-a11y/click-events-have-key-events
              <div
                key={one.id}
                id={`${id}-${at}`}
                className="combobox__option"
                role="option"
                tabIndex={-1}
                aria-selected={at === marked}
                onClick={() => choose(one)}
              >
                <bdi className="person">{one.label}</bdi>
                <bdi className="muted">{one.detail}</bdi>
              </div>
            ))}
          </div>
          <p className="combobox__status muted">{status}</p>
        </div>
      </div>
      <p className="visually-hidden" role="status">
        {isOpen ? status : hasText ? t('loading') : ''}
      </p>
    </div>
  );
}
