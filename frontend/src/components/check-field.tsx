import { useId, type InputHTMLAttributes, type ReactElement, type ReactNode } from 'react';

interface CheckFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'type'> {
  label: string;
  hint?: ReactNode;
}

/** A checkbox with its label next to it. */
export function CheckField({ label, hint, ...rest }: CheckFieldProps): ReactElement {
  const id = useId();
  return (
    <div className="check">
      <label className="check__label">
        <input
          className="check__box"
          type="checkbox"
          aria-describedby={hint ? `${id}-hint` : undefined}
          {...rest}
        />
        <span>{label}</span>
      </label>
      {hint ? (
        <p className="field__hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
    </div>
  );
}
