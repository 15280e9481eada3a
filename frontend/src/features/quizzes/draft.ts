import type { Locale } from '@/lib/i18n/language';
import type { Response, ShownQuestion } from './api/get-attempt';
import { readDecimal, writeDecimal } from './read-decimal';

/** What is in the form for one question; numbers as they were typed. */
export interface Draft {
  choices: readonly string[];
  text: string;
}

export type Drafts = Readonly<Record<string, Draft>>;

export function toDrafts(
  locale: Locale,
  questions: readonly ShownQuestion[],
  responses: readonly Response[],
): Drafts {
  const given = new Map(responses.map((one) => [one.question_id, one]));
  return Object.fromEntries(
    questions.map(({ id, kind, choices }) => {
      const response = given.get(id);
      const number = response?.number;
      const kept = response?.choices ?? [];
      return [
        id,
        {
          // Items are always in some order.
          choices: kind === 'ordering' && kept.length === 0 ? choices.map((one) => one.id) : kept,
          text: typeof number === 'number' ? writeDecimal(locale, number) : (response?.text ?? ''),
        },
      ];
    }),
  );
}

/** What can be sent of the form: what is empty, or no number (yet), is no response. */
export function toResponses(
  locale: Locale,
  questions: readonly ShownQuestion[],
  drafts: Drafts,
): Response[] {
  return questions.flatMap(({ id, kind }): Response[] => {
    const draft = drafts[id];
    if (draft === undefined) return [];
    if (kind === 'text') return draft.text.trim() ? [{ question_id: id, text: draft.text }] : [];
    if (kind === 'number') {
      const number = readDecimal(locale, draft.text);
      return number === null ? [] : [{ question_id: id, number }];
    }
    return draft.choices.length > 0 ? [{ question_id: id, choices: [...draft.choices] }] : [];
  });
}

/** Whether something was typed that is no number. */
export function isNoNumber(locale: Locale, question: ShownQuestion, draft: Draft): boolean {
  const typed = draft.text.trim();
  return question.kind === 'number' && typed !== '' && readDecimal(locale, typed) === null;
}

/** The list with one of its members a place up or down. */
export function movedBy(ids: readonly string[], id: string, by: -1 | 1): string[] {
  const from = ids.indexOf(id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= ids.length) return [...ids];
  const next = ids.filter((one) => one !== id);
  next.splice(to, 0, id);
  return next;
}
