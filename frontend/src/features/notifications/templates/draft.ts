import { isLanguage, languages } from '@/lib/i18n/language';
import type { Template, Words } from '../api/get-template';
import type { TemplateChanges } from '../api/update-template';

/** The parts of a template that can be edited. */
export type Draft = Pick<Template, 'words' | 'channels'>;

/** The languages that templates are written in. */
export const codes = Object.keys(languages).filter(isLanguage);
export const parts = ['subject', 'text', 'short'] as const satisfies readonly (keyof Words)[];

/**
 * What is different, and nothing else: what is not named stays the platform's own, so that a
 * release can fix it. Null when there is nothing.
 */
export function changesOf(base: Draft, draft: Draft): TemplateChanges | null {
  const words: TemplateChanges['words'] = {};
  for (const code of codes) {
    const changed = parts.filter((part) => base.words[code][part] !== draft.words[code][part]);
    if (changed.length > 0) {
      words[code] = Object.fromEntries(changed.map((part) => [part, draft.words[code][part]]));
    }
  }
  const isReordered = base.channels.join() !== draft.channels.join();
  if (Object.keys(words).length === 0 && !isReordered) return null;
  return { words, ...(isReordered ? { channels: draft.channels } : {}) };
}
