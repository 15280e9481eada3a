import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { Badge } from '@/components/badge';
import { Button, ButtonLink } from '@/components/button';
import { explain, ProblemNote } from '@/components/problem-note';
import { FailedState, Skeleton } from '@/components/states';
import { notify } from '@/components/toast';
import type { Schemas } from '@/lib/api/client';
import { requestPath } from '@/lib/api/path';
import { useI18n } from '@/lib/i18n/use-i18n';
import { getAttempt } from './api/get-attempt';
import { listAttempts, type Attempt } from './api/list-attempts';
import { useStartAttempt } from './api/start-attempt';
import { AttemptForm } from './attempt-form';
import { AttemptReview } from './attempt-review';

/** A quiz: its rules and one's attempts, or the attempt that the address names. */
export function QuizPanel({ lesson }: { lesson: Schemas['LessonPage'] }): ReactElement {
  const attempt = new URLSearchParams(useSearch()).get('attempt');
  return attempt === null ? (
    <Overview lesson={lesson} />
  ) : (
    <OneAttempt key={attempt} id={attempt} />
  );
}

function OneAttempt({ id }: { id: string }): ReactElement {
  const { t } = useI18n();
  const [path] = useLocation();
  const query = useQuery(getAttempt(id));
  if (query.isError && !query.data) {
    return <FailedState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Skeleton lines={8} />;
  if (!query.data.finished_at) return <AttemptForm attempt={query.data} />;
  return (
    <>
      <AttemptReview attempt={query.data} />
      <p className="quiz__back">
        <ButtonLink href={path}>{t('quiz.back')}</ButtonLink>
      </p>
    </>
  );
}

function Overview({ lesson }: { lesson: Schemas['LessonPage'] }): ReactElement {
  const i18n = useI18n();
  const { t, number } = i18n;
  const [path, navigate] = useLocation();
  const place = { courseId: lesson.course_id, lessonId: lesson.id };
  const isAuthor = lesson.standing === 'author';
  const attempts = useQuery({
    ...listAttempts(place, { page: 1, limit: 100 }),
    enabled: !isAuthor,
  });
  const start = useStartAttempt(place);
  const rules = lesson.quiz;
  if (!rules) return <p className="muted">{t('quiz.notReady')}</p>;

  const items = attempts.data?.items ?? [];
  const open = items.find((one) => !one.finished_at);
  const hasNone =
    typeof rules.attempts === 'number' && (attempts.data?.total ?? 0) >= rules.attempts && !open;

  function begin(): void {
    start.mutate(undefined, {
      onSuccess: (started) => navigate(requestPath(path, { attempt: started.id })),
      // One that is open already is in the list by now, with a way to go on.
      onError: (error) => notify(explain(error, i18n), 'failed'),
    });
  }

  return (
    <section className="quiz" aria-label={t('quiz.title')}>
      <ul className="rules">
        <li>{t('quiz.questions', { count: rules.questions })}</li>
        <li>{t('quiz.toPass', { percent: number(rules.pass_percent) })}</li>
        <li>
          {typeof rules.attempts === 'number'
            ? t('quiz.attempts', { count: rules.attempts })
            : t('quiz.anyAttempts')}
        </li>
        <li>
          {typeof rules.minutes === 'number'
            ? t('quiz.minutes', { count: rules.minutes })
            : t('quiz.anyTime')}
        </li>
      </ul>
      <ProblemNote error={attempts.error} />
      {hasNone ? (
        <p>{t('problem.no-attempts-left')}</p>
      ) : open ? (
        <p>
          <ButtonLink look="primary" href={requestPath(path, { attempt: open.id })}>
            {t('quiz.continue')}
          </ButtonLink>
        </p>
      ) : (
        <p>
          <Button
            look="primary"
            disabled={start.isPending || (!isAuthor && attempts.isPending)}
            onClick={begin}
          >
            {t(isAuthor ? 'quiz.try' : items.length > 0 ? 'quiz.again' : 'quiz.start')}
          </Button>{' '}
          {isAuthor ? <span className="muted">{t('quiz.tryHint')}</span> : null}
        </p>
      )}
      {items.length > 0 ? (
        <>
          <h2>{t('quiz.yourAttempts')}</h2>
          <ul className="rows">
            {items.map((one) => (
              <AttemptRow
                key={one.id}
                attempt={one}
                href={requestPath(path, { attempt: one.id })}
              />
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
}

function AttemptRow({ attempt, href }: { attempt: Attempt; href: string }): ReactElement {
  const { t, number, dateTime } = useI18n();
  return (
    <li className="row">
      <div className="row__words">
        <h3 className="row__title">
          <Link href={href}>{t('quiz.attempt', { number: attempt.number })}</Link>
        </h3>
        <p className="muted">{dateTime(attempt.started_at)}</p>
      </div>
      {attempt.finished_at ? (
        <p>
          {t('quiz.percent', { percent: number(attempt.score_percent ?? 0) })}{' '}
          <Badge kind={attempt.is_passed ? 'good' : 'bad'}>
            {t(attempt.is_passed ? 'quiz.passed' : 'quiz.failed')}
          </Badge>
        </p>
      ) : (
        <Badge kind="warn">{t('quiz.open')}</Badge>
      )}
    </li>
  );
}
