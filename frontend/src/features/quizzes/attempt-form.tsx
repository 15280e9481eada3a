import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, useSyncExternalStore, type ReactElement } from 'react';
import { Button } from '@/components/button';
import { ConfirmDialog } from '@/components/dialog';
import { ProblemNote } from '@/components/problem-note';
import { ApiProblem } from '@/lib/api/problem';
import { currentLocale, onLocaleChange } from '@/lib/i18n/language';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useUnsaved } from '@/lib/unsaved';
import { useFinishAttempt } from './api/finish-attempt';
import { attemptKey, type AttemptSheet } from './api/get-attempt';
import { Countdown } from './countdown';
import { isNoNumber, toDrafts, toResponses, type Draft, type Drafts } from './draft';
import { QuestionFields } from './question-fields';

const SAVE_AFTER_MS = 800;
const RETRY_AFTER_MS = 5000;

/** The questions of an open attempt. What is answered is saved by itself; a reload goes on with it. */
export function AttemptForm({ attempt }: { attempt: AttemptSheet }): ReactElement {
  const { t } = useI18n();
  const locale = useSyncExternalStore(onLocaleChange, currentLocale);
  const client = useQueryClient();
  const { questions } = attempt.quiz;
  const [drafts, setDrafts] = useState(() => toDrafts(locale, questions, attempt.responses));
  const [saved, setSaved] = useState<Drafts>(drafts);
  const [isChecked, setChecked] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const save = useFinishAttempt(attempt.id);
  const finish = useFinishAttempt(attempt.id);
  const saveNow = save.mutate;
  const mayLeave = useUnsaved(drafts !== saved && !finish.isSuccess);
  const wrong = questions.filter((one) => isNoNumber(locale, one, draftOf(one.id)));
  const responses = toResponses(locale, questions, drafts);

  function draftOf(id: string): Draft {
    return drafts[id] ?? { choices: [], text: '' };
  }

  useEffect(() => {
    if (drafts === saved || finish.isPending || finish.isSuccess) return undefined;
    const timer = setTimeout(
      () =>
        saveNow(
          { responses: toResponses(locale, questions, drafts), finished: false },
          { onSuccess: () => setSaved(drafts) },
        ),
      save.isError ? RETRY_AFTER_MS : SAVE_AFTER_MS,
    );
    return () => clearTimeout(timer);
  }, [
    drafts,
    saved,
    locale,
    questions,
    saveNow,
    save.isError,
    save.failureCount,
    finish.isPending,
    finish.isSuccess,
  ]);

  // Ended elsewhere, or by the clock: what counts is what the platform has.
  const refusal = finish.error ?? save.error;
  const hasEnded =
    refusal instanceof ApiProblem && ['attempt-over', 'attempt-finished'].includes(refusal.slug);
  useEffect(() => {
    if (!hasEnded) return;
    mayLeave();
    void client.invalidateQueries({ queryKey: attemptKey(attempt.id) });
  }, [hasEnded, client, attempt.id, mayLeave]);

  function end(): void {
    finish.mutate({ responses, finished: true }, { onSuccess: mayLeave });
  }

  /** The countdown calls until the form is gone: one request at a time, and none after the end. */
  function endInTime(): void {
    if (!finish.isPending && !finish.isSuccess && !hasEnded) end();
  }

  function handIn(): void {
    setChecked(true);
    if (wrong.length > 0) {
      requestAnimationFrame(() =>
        form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
      );
    } else if (responses.length < questions.length) setAsking(true);
    else end();
  }

  return (
    <form
      ref={form}
      className="quiz"
      noValidate
      method="post"
      aria-label={t('quiz.title')}
      onSubmit={(event) => {
        event.preventDefault();
        handIn();
      }}
    >
      <div className="quiz__bar">
        <p className="muted" role="status">
          {t('quiz.answered', { count: responses.length, of: questions.length })}
        </p>
        {typeof attempt.seconds_left === 'number' ? (
          <Countdown seconds={attempt.seconds_left} onOver={endInTime} />
        ) : null}
      </div>
      {questions.map((question, index) => (
        <QuestionFields
          key={question.id}
          question={question}
          number={index + 1}
          of={questions.length}
          draft={draftOf(question.id)}
          error={isChecked && wrong.includes(question) ? t('quiz.noNumber') : undefined}
          onChange={(draft) => setDrafts({ ...drafts, [question.id]: draft })}
        />
      ))}
      <ProblemNote error={finish.error} />
      <div className="quiz__actions">
        <Button type="submit" look="primary" disabled={finish.isPending}>
          {t('quiz.handIn')}
        </Button>
        <p className="muted" role="status">
          {save.isError ? t('quiz.notSaved') : t(drafts === saved ? 'quiz.saved' : 'quiz.saving')}
        </p>
      </div>
      {isAsking ? (
        <ConfirmDialog
          title={t('quiz.openTitle')}
          text={t('quiz.openText', { count: questions.length - responses.length })}
          action={t('quiz.handIn')}
          onConfirm={end}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </form>
  );
}
