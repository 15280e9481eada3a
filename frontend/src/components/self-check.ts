import { createContext } from 'react';
import type { MessageKey } from '@/lib/i18n/language';
import type { Values } from '@/lib/i18n/translate';

/** What is wrong with a field, in words that are chosen when it is shown. */
export interface Fault {
  key: MessageKey;
  values?: Values;
}

export type Faults = Readonly<Record<string, Fault>>;

/** What a form has found wrong with its own fields, by their names. */
export const FormFaults = createContext<Faults>({});

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

// No stricter than the platform, which decides: something, an @, and a domain with a dot.
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/**
 * Checks the fields of a form by their attributes (`required`, `minLength`, `maxLength`, `type`),
 * which come from the API's own limits. The browser's validation cannot: it is silent about a
 * value that nobody has typed, and speaks the browser's language.
 */
export function check(form: HTMLFormElement): Faults {
  const found: Record<string, Fault> = {};
  for (const control of form.elements) {
    if (!isControl(control) || control.name === '' || control.disabled) continue;
    const fault = faultOf(control);
    if (fault !== null) found[control.name] = fault;
  }
  return found;
}

/** The length of a text as the platform counts it: in code points, an emoji being one, not two. */
export function codePoints(value: string): number {
  return Array.from(value).length;
}

function isControl(element: Element): element is Control {
  return (
    element instanceof HTMLInputElement ||
    element instanceof HTMLTextAreaElement ||
    element instanceof HTMLSelectElement
  );
}

function faultOf(control: Control): Fault | null {
  const value = control.type === 'password' ? control.value : control.value.trim();
  if (value === '') return control.required ? { key: 'form.required' } : null;
  if (control instanceof HTMLSelectElement) return null;
  const length = codePoints(value);
  if (control.minLength > length) {
    return { key: 'form.tooShort', values: { count: control.minLength } };
  }
  if (control.maxLength >= 0 && control.maxLength < length) {
    return { key: 'form.tooLong', values: { count: control.maxLength } };
  }
  return control.type === 'email' && !EMAIL.test(value) ? { key: 'form.email' } : null;
}
