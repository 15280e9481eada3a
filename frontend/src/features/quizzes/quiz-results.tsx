import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useLocation, useSearch } from 'wouter';
import { Badge } from '@/components/badge';
import { Pagination } from '@/components/pagination';
import { EmptyState, FailedState, Skeleton } from '@/components/states';
import { requestPath } from '@/lib/api/path';
import { useI18n } from '@/lib/i18n/use-i18n';
import { getQuizStatistics } from './api/get-quiz-statistics';
import { listAttempts, type QuizPlace } from './api/list-attempts';

const PAGE_SIZE = 50;

/** How the questions of a quiz work out, and who took it. */
export function QuizResults(place: QuizPlace): ReactElement {
  const { t, number } = useI18n();
  const query = useQuery(getQuizStatistics(place));
  if (query.isError && !query.data) {
    return <FailedState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Skeleton shape="rows" lines={6} />;
  const { attempts, passed, mean_percent: mean, questions } = query.data;
  if (attempts === 0) return <EmptyState icon="quiz" title={t('results.none')} />;
  return (
    <>
      <p>{t('results.summary', { attempts, passed, percent: number(Math.round(mean ?? 0)) })}</p>
      <div className="table-frame" role="region" aria-label={t('quizEdit.title')} tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('results.question')}</th>
              <th scope="col">{t('results.right')}</th>
              <th scope="col">{t('results.discrimination')}</th>
            </tr>
          </thead>
          <tbody>
            {questions.map((one) => (
              <tr key={one.question_id}>
                <th scope="row">
                  <span className="result__prompt" dir="auto">
                    {one.prompt}
                  </span>
                  {one.choices.length > 0 ? (
                    <ul className="taken">
                      {one.choices.map(({ text, is_right: isRight, taken }) => (
                        <li key={text}>
                          <span dir="auto">{t('results.taken', { text, count: taken })}</span>{' '}
                          {isRight ? <Badge kind="good">{t('quiz.right')}</Badge> : null}
                        </li>
                      ))}
                    </ul>
                  ) : null}
                </th>
                <td>
                  <span className="results__label">{t('results.right')}: </span>
                  {one.attempts === 0
                    ? '–'
                    : t('quiz.percent', {
                        percent: number(Math.round((100 * one.right) / one.attempts)),
                      })}
                </td>
                <td>
                  <span className="results__label">{t('results.discrimination')}: </span>
                  <bdi>
                    {typeof one.discrimination === 'number' ? number(one.discrimination, 2) : '–'}
                  </bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="field__hint">{t('results.discriminationHint')}</p>
      <Attempts {...place} />
    </>
  );
}

function Attempts(place: QuizPlace): ReactElement | null {
  const { t, number, dateTime } = useI18n();
  const [path] = useLocation();
  const page = Math.max(1, Number(new URLSearchParams(useSearch()).get('page') ?? 1) || 1);
  const query = useQuery({
    ...listAttempts(place, { page, limit: PAGE_SIZE }),
    placeholderData: keepPreviousData,
  });
  if (!query.data) return null;
  return (
    <>
      <h2 className="results__title">{t('results.attempts')}</h2>
      <div className="table-frame" role="region" aria-label={t('results.attempts')} tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('results.learner')}</th>
              <th scope="col" className="table__spare">
                {t('results.when')}
              </th>
              <th scope="col">{t('results.score')}</th>
            </tr>
          </thead>
          <tbody>
            {query.data.items.map((one) => (
              <tr key={one.id}>
                <th scope="row">
                  <span dir="auto">{one.learner_name ?? t('roster.unknown')}</span>
                </th>
                <td className="table__spare">{dateTime(one.started_at)}</td>
                <td>
                  {one.finished_at ? (
                    <>
                      {t('quiz.percent', { percent: number(one.score_percent ?? 0) })}{' '}
                      <Badge kind={one.is_passed ? 'good' : 'bad'}>
                        {t(one.is_passed ? 'quiz.passed' : 'quiz.failed')}
                      </Badge>
                    </>
                  ) : (
                    <Badge kind="warn">{t('quiz.open')}</Badge>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Pagination
        page={page}
        pages={Math.ceil(query.data.total / PAGE_SIZE)}
        href={(wanted) => requestPath(path, { page: wanted })}
      />
    </>
  );
}
