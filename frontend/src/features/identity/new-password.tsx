import type { ReactElement } from 'react';
import { TextField } from '@/components/field';

interface NewPasswordProps {
  label: string;
  hint: string;
  /** Of the message that it is sent in. */
  limits: { minLength: number; maxLength: number };
  error: string | undefined;
}

/** A password that is being chosen, so that browsers offer to make and keep one. */
export function NewPassword({ label, hint, limits, error }: NewPasswordProps): ReactElement {
  return (
    <TextField
      label={label}
      name="password"
      type="password"
      autoComplete="new-password"
      dir="ltr"
      required
      minLength={limits.minLength}
      maxLength={limits.maxLength}
      hint={hint}
      error={error}
    />
  );
}
