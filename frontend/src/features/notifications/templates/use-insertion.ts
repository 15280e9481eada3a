import { useRef } from 'react';

type TextInput = HTMLInputElement | HTMLTextAreaElement;

interface Insertion {
  /** Takes note of the field that is written in. */
  remember: (event: { currentTarget: TextInput }) => void;
  /** Puts words in where the writer was last; answers whether there was such a place. */
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
      // As if it were typed: the form hears of it.
      field.dispatchEvent(new Event('input', { bubbles: true }));
      return true;
    },
  };
}
