import {
  use,
  useId,
  type InputHTMLAttributes,
  type ReactElement,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
} from 'react';
import { useI18n } from '@/lib/i18n/use-i18n';
import { FormFaults } from './self-check';

interface FieldProps {
  label: string;
  hint?: ReactNode;
  /** The error, from the platform or the form. */
  error?: string | undefined;
}

interface Wiring {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

/** What the form has found wrong with a field, else what the platform has said about it. */
function useFault(name: string | undefined, error: string | undefined): string | undefined {
  const { t } = useI18n();
  const own = use(FormFaults)[name ?? ''];
  return own === undefined ? error : t(own.key, own.values);
}

function Field({
  name,
  label,
  hint,
  error: refusal,
  children,
}: FieldProps & {
  name: string | undefined;
  children: (wiring: Wiring) => ReactNode;
}): ReactElement {
  const id = useId();
  const error = useFault(name, refusal);
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : '']
    .filter(Boolean)
    .join(' ');
  return (
    <div className={error ? 'field field--invalid' : 'field'}>
      <label className="field__label" htmlFor={id}>
        {label}
      </label>
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {hint ? (
        <p className="field__hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      {error ? (
        <p className="field__error" id={`${id}-error`} dir="auto">
          {error}
        </p>
      ) : null}
    </div>
  );
}

export function TextField({
  label,
  hint,
  error,
  ...rest
}: FieldProps & InputHTMLAttributes<HTMLInputElement>): ReactElement {
  return (
    <Field name={rest.name} label={label} hint={hint} error={error}>
      {(wiring) => <input className="input" dir="auto" {...rest} {...wiring} />}
    </Field>
  );
}

export function TextArea({
  label,
  hint,
  error,
  ...rest
}: FieldProps & TextareaHTMLAttributes<HTMLTextAreaElement>): ReactElement {
  return (
    <Field name={rest.name} label={label} hint={hint} error={error}>
      {(wiring) => <textarea className="input input--long" dir="auto" {...rest} {...wiring} />}
    </Field>
  );
}

export function Select({
  label,
  hint,
  error,
  children,
  ...rest
}: FieldProps & SelectHTMLAttributes<HTMLSelectElement>): ReactElement {
  return (
    <Field name={rest.name} label={label} hint={hint} error={error}>
      {(wiring) => (
        <select className="input input--select" {...rest} {...wiring}>
          {children}
        </select>
      )}
    </Field>
  );
}

/** An input in a row of several. */
export function RowField({
  label,
  className,
  ...rest
}: { label: string; className: string } & InputHTMLAttributes<HTMLInputElement>): ReactElement {
  const id = useId();
  const error = useFault(rest.name, undefined);
  return (
    <span className={`row-field ${className}`}>
      <label className="row-field__label" htmlFor={id}>
        {label}
      </label>
      <input
        {...rest}
        id={id}
        className="input"
        dir="auto"
        aria-describedby={error ? `${id}-error` : undefined}
        aria-invalid={error ? true : undefined}
      />
      {error ? (
        <span className="field__error" id={`${id}-error`}>
          {error}
        </span>
      ) : null}
    </span>
  );
}
