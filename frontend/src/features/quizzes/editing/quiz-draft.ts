import type { Schemas } from '@/lib/api/client';
import type { Locale } from '@/lib/i18n/language';
import { readDecimal, writeDecimal } from '../read-decimal';

export type Quiz = Schemas['Quiz'];
export type Kind = Quiz['questions'][number]['kind'];
export const kinds: readonly Kind[] = ['single', 'multiple', 'text', 'number', 'ordering'];

export interface DraftPart {
  id: string;
  text: string;
  isRight: boolean;
  feedback: string;
}

/** A question while it is edited: with the fields of every kind, so that changing it loses nothing. */
export interface DraftQuestion {
  id: string;
  kind: Kind;
  prompt: string;
  explanation: string;
  points: string;
  parts: readonly DraftPart[];
  answers: readonly string[];
  value: string;
  tolerance: string;
}

export interface DraftQuiz {
  passPercent: string;
  attempts: string;
  minutes: string;
  isShuffled: boolean;
  questions: readonly DraftQuestion[];
}

export function newPart(): DraftPart {
  return { id: crypto.randomUUID(), text: '', isRight: false, feedback: '' };
}

export function newQuestion(): DraftQuestion {
  return {
    id: crypto.randomUUID(),
    kind: 'single',
    prompt: '',
    explanation: '',
    points: '1',
    parts: [{ ...newPart(), isRight: true }, newPart()],
    answers: [''],
    value: '',
    tolerance: '',
  };
}

export function toDraft(locale: Locale, quiz: Quiz | null | undefined): DraftQuiz {
  return {
    passPercent: String(quiz?.pass_percent ?? 50),
    attempts: String(quiz?.attempts ?? ''),
    minutes: String(quiz?.minutes ?? ''),
    isShuffled: quiz?.is_shuffled ?? false,
    questions: (quiz?.questions ?? []).map((one) => ({
      ...newQuestion(),
      id: one.id ?? crypto.randomUUID(),
      kind: one.kind,
      prompt: one.prompt,
      explanation: one.explanation ?? '',
      points: String(one.points ?? 1),
      ...specifics(locale, one),
    })),
  };
}

function specifics(locale: Locale, one: Quiz['questions'][number]): Partial<DraftQuestion> {
  if (one.kind === 'text') return { answers: one.answers };
  if (one.kind === 'number') {
    return {
      value: writeDecimal(locale, one.value),
      tolerance: one.tolerance ? writeDecimal(locale, one.tolerance) : '',
    };
  }
  if (one.kind === 'ordering') {
    return { parts: one.items.map((item) => ({ ...newPart(), text: item.text, ...withId(item) })) };
  }
  return {
    parts: one.choices.map((choice) => ({
      ...newPart(),
      ...withId(choice),
      text: choice.text,
      isRight: choice.is_right ?? false,
      feedback: choice.feedback ?? '',
    })),
  };
}

function withId({ id }: { id?: string }): { id?: string } {
  return id === undefined ? {} : { id };
}

/** What is sent: the platform says what is wrong with it, by field. */
export function toQuiz(locale: Locale, draft: DraftQuiz): Quiz {
  return {
    pass_percent: Number(draft.passPercent),
    attempts: limit(draft.attempts),
    minutes: limit(draft.minutes),
    is_shuffled: draft.isShuffled,
    questions: draft.questions.map((one) => toQuestion(locale, one)),
  };
}

/** What is no number becomes null in JSON, which the platform refuses at the field. */
function sent(locale: Locale, typed: string): number {
  return readDecimal(locale, typed) ?? Number.NaN;
}

function limit(typed: string): number | null {
  return typed.trim() === '' ? null : Number(typed);
}

function toQuestion(locale: Locale, one: DraftQuestion): Quiz['questions'][number] {
  const { id, prompt, explanation } = one;
  const common = { id, prompt, explanation, points: Number(one.points) };
  switch (one.kind) {
    case 'text':
      return { ...common, kind: 'text', answers: [...one.answers] };
    case 'number':
      return {
        ...common,
        kind: 'number',
        value: sent(locale, one.value),
        tolerance: one.tolerance.trim() === '' ? 0 : sent(locale, one.tolerance),
      };
    case 'ordering':
      return {
        ...common,
        kind: 'ordering',
        items: one.parts.map((part) => ({ id: part.id, text: part.text })),
      };
    case 'single':
    case 'multiple':
      return {
        ...common,
        kind: one.kind,
        choices: one.parts.map((part) => ({
          id: part.id,
          text: part.text,
          is_right: part.isRight,
          feedback: part.feedback,
        })),
      };
  }
}
