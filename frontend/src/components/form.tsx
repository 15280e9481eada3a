import {
  useEffect,
  useRef,
  type SubmitEvent as SubmittedEvent,
  type ReactElement,
  type ReactNode,
} from 'react';
import { ProblemNote } from './problem-note';

interface FormProps {
  /** What the last try was refused with; its fields' messages are shown at the fields. */
  error: unknown;
  onSubmit: (data: FormData) => void;
  onChange?: () => void;
  className?: string;
  label?: string;
  children: ReactNode;
}

/** A form that says why it was refused and takes the reader to the first field at fault. */
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
    // The button that was pressed belongs to what was said.
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
