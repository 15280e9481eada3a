import { useRef } from 'react';

type TextInput = HTMLInputElement | HTMLTextAreaElement;

interface Insertion {
  /** Remembers the focused field. */
  remember: (event: { currentTarget: TextInput }) => void;
  /** Inserts text at the last cursor position; returns whether there was one. */
  put: (words: string) => boolean;
}

export function useInsertion(): Insertion {
  const last = useRef<TextInput | null>(null);
  return {
    remember: ({ currentTarget }) => {
      last.current = currentTarget;
    },
    put: (words) => {
      const field = last.current;
      if (!field?.isConnected) return false;
      field.focus();
      field.setRangeText(words, field.selectionStart ?? 0, field.selectionEnd ?? 0, 'end');
      // As if typed, so that the form notices.
      field.dispatchEvent(new Event('input', { bubbles: true }));
      return true;
    },
  };
}
