import {
  useEffect,
  useRef,
  type SubmitEvent as SubmittedEvent,
  type ReactElement,
  type ReactNode,
} from 'react';
import { ProblemNote } from './problem-note';

interface FormProps {
  /** The last refusal; messages about fields are shown at the fields. */
  error: unknown;
  onSubmit: (data: FormData) => void;
  onChange?: () => void;
  className?: string;
  label?: string;
  children: ReactNode;
}

/** A form that shows why it was refused and focuses the first invalid field. */
export function Form({
  error,
  onSubmit,
  onChange,
  className,
  label,
  children,
}: FormProps): ReactElement {
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (!error) return;
    const fault = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    const note = form.current?.querySelector<HTMLElement>('.problem-note');
    (fault ?? note)?.focus();
  }, [error]);

  function submit(event: SubmittedEvent<HTMLFormElement>): void {
    event.preventDefault();
    // The pressed button is part of the submitted data.
    const { submitter } = event.nativeEvent;
    onSubmit(new FormData(event.currentTarget, submitter));
  }

  return (
    <form
      ref={form}
      noValidate
      className={className ?? 'form'}
      aria-label={label}
      onSubmit={submit}
      onChange={onChange}
      method="post"
    >
      <ProblemNote error={error} />
      {children}
    </form>
  );
}

export function text(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === 'string' ? value : '';
}
