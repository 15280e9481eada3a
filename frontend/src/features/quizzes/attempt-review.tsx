import { useEffect, useRef, type ReactElement } from 'react';
import { Badge } from '@/components/badge';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { AttemptSheet, Response, Review, ShownQuestion } from './api/get-attempt';

/** An attempt that has ended: its result, and what is to be said of each response. */
export function AttemptReview({ attempt }: { attempt: AttemptSheet }): ReactElement {
  const { t, number } = useI18n();
  const head = useRef<HTMLHeadingElement>(null);
  // The form is gone, and with it the focus.
  useEffect(() => head.current?.focus(), []);
  const responses = new Map(attempt.responses.map((one) => [one.question_id, one]));
  const reviews = new Map((attempt.reviews ?? []).map((one) => [one.question_id, one]));
  const isPassed = attempt.is_passed === true;
  const hasSolutions = (attempt.reviews ?? []).some((one) => one.solution);
  return (
    <div className="quiz">
      <div className={isPassed ? 'result result--passed' : 'result'}>
        <h2 className="result__title" ref={head} tabIndex={-1}>
          {t(isPassed ? 'quiz.passed' : 'quiz.failed')}
        </h2>
        <p>
          {t('quiz.score', {
            percent: number(attempt.score_percent ?? 0),
            points: attempt.points ?? 0,
            of: attempt.max_points ?? 0,
          })}{' '}
          {t('quiz.needed', { percent: number(attempt.quiz.pass_percent) })}
        </p>
        {hasSolutions ? null : <p className="muted">{t('quiz.solutionsLater')}</p>}
      </div>
      <ol className="reviews">
        {attempt.quiz.questions.map((question, index) => {
          const review = reviews.get(question.id);
          return review === undefined ? null : (
            <li key={question.id} className="question">
              <p className="question__place">
                {t('quiz.question', { number: index + 1, of: attempt.quiz.questions.length })} ·{' '}
                <Badge kind={review.is_right ? 'good' : 'bad'}>
                  {t(review.is_right ? 'quiz.right' : 'quiz.wrong')}
                </Badge>{' '}
                {t('quiz.pointsOf', { points: review.points, of: review.max_points })}
              </p>
              <h3 className="question__prompt" dir="auto">
                {question.prompt}
              </h3>
              <Answer {...{ question, review }} response={responses.get(question.id)} />
              {review.solution?.explanation ? (
                <p className="explanation" dir="auto">
                  {review.solution.explanation}
                </p>
              ) : null}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

interface AnswerProps {
  question: ShownQuestion;
  review: Review;
  response: Response | undefined;
}

function Answer({ question, review, response }: AnswerProps): ReactElement {
  const { t } = useI18n();
  if (question.kind === 'single' || question.kind === 'multiple') {
    return <ReviewedChoices {...{ question, review, response }} />;
  }
  const given = givenText(question, response);
  const right = solutionText(question, review);
  return (
    <dl className="answers">
      <div>
        <dt>{t('quiz.yourAnswer')}</dt>
        <dd dir="auto">{given || t('quiz.noAnswer')}</dd>
      </div>
      {right !== '' && !review.is_right ? (
        <div>
          <dt>{t('quiz.solution')}</dt>
          <dd dir="auto">{right}</dd>
        </div>
      ) : null}
    </dl>
  );
}

function ReviewedChoices({ question, review, response }: AnswerProps): ReactElement {
  const { t } = useI18n();
  const chosen = response?.choices ?? [];
  const right = review.solution?.choices;
  return (
    <ul className="reviewed">
      {question.choices.map(({ id, text }) => {
        const feedback = review.feedback.find((one) => one.choice_id === id)?.feedback;
        return (
          <li key={id} className={chosen.includes(id) ? 'reviewed__chosen' : undefined}>
            <span dir="auto">{text}</span>{' '}
            {chosen.includes(id) ? <Badge kind="neutral">{t('quiz.chosen')}</Badge> : null}{' '}
            {right?.includes(id) ? <Badge kind="good">{t('quiz.solution')}</Badge> : null}
            {feedback ? (
              <p className="reviewed__feedback" dir="auto">
                {feedback}
              </p>
            ) : null}
          </li>
        );
      })}
      {chosen.length === 0 ? <li className="muted">{t('quiz.noAnswer')}</li> : null}
    </ul>
  );
}

function inOrder(question: ShownQuestion, ids: readonly string[]): string {
  const texts = new Map(question.choices.map((one) => [one.id, one.text]));
  return ids.map((id, index) => `${index + 1}. ${texts.get(id) ?? ''}`).join('\n');
}

function givenText(question: ShownQuestion, response: Response | undefined): string {
  if (question.kind === 'ordering') return inOrder(question, response?.choices ?? []);
  return question.kind === 'number' ? String(response?.number ?? '') : (response?.text ?? '');
}

function solutionText(question: ShownQuestion, { solution }: Review): string {
  if (!solution) return '';
  if (question.kind === 'ordering') return inOrder(question, solution.choices ?? []);
  if (question.kind === 'text') return (solution.answers ?? []).join('\n');
  const tolerance = solution.tolerance ? ` ± ${solution.tolerance}` : '';
  return `${solution.value ?? ''}${tolerance}`;
}
