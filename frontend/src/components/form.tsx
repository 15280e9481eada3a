import {
  useEffect,
  useRef,
  useState,
  type SubmitEvent as SubmittedEvent,
  type ReactElement,
  type ReactNode,
  type RefObject,
} from 'react';
import { ProblemNote } from './problem-note';
import { check, FormFaults, type Faults } from './self-check';

interface FormProps {
  /** The last refusal; messages about fields are shown at the fields. */
  error: unknown;
  /** Called once the fields are right by themselves. */
  onSubmit: (data: FormData) => void;
  /** What no attribute of a field can say, by the field's name. */
  checks?: (data: FormData) => Faults;
  onChange?: () => void;
  className?: string;
  label?: string;
  /** For code that reads the fields before they are submitted. */
  formRef?: RefObject<HTMLFormElement | null>;
  children: ReactNode;
}

/**
 * A form that checks itself before it asks the platform, shows why it was refused and focuses the
 * first invalid field.
 */
export function Form({
  error,
  onSubmit,
  checks,
  onChange,
  className,
  label,
  formRef,
  children,
}: FormProps): ReactElement {
  const own = useRef<HTMLFormElement>(null);
  const form = formRef ?? own;
  const [faults, setFaults] = useState<Faults>({});
  const [refusals, setRefusals] = useState(0);

  useEffect(() => {
    if (!error && refusals === 0) return;
    const fault = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    const note = form.current?.querySelector<HTMLElement>('.problem-note');
    (fault ?? note)?.focus();
  }, [error, refusals, form]);

  function faultsNow(element: HTMLFormElement): Faults {
    return { ...checks?.(new FormData(element)), ...check(element) };
  }

  function submit(event: SubmittedEvent<HTMLFormElement>): void {
    event.preventDefault();
    const found = faultsNow(event.currentTarget);
    setFaults(found);
    // The pressed button is part of the submitted data.
    const { submitter } = event.nativeEvent;
    if (Object.keys(found).length > 0) setRefusals(refusals + 1);
    else onSubmit(new FormData(event.currentTarget, submitter));
  }

  /** Takes back a message once it is no longer true; new ones wait for the next attempt. */
  function change(): void {
    if (form.current !== null && Object.keys(faults).length > 0) {
      const found = faultsNow(form.current);
      setFaults(Object.fromEntries(Object.entries(found).filter(([name]) => name in faults)));
    }
    onChange?.();
  }

  return (
    <form
      ref={form}
      noValidate
      className={className ?? 'form'}
      aria-label={label}
      onSubmit={submit}
      onChange={change}
      method="post"
    >
      <ProblemNote error={error} />
      <FormFaults value={faults}>{children}</FormFaults>
    </form>
  );
}

export function text(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === 'string' ? value : '';
}
