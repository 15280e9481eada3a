import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { Badge } from '@/components/badge';
import { Button } from '@/components/button';
import { TextArea } from '@/components/field';
import { Form, text } from '@/components/form';
import { FailedState, Skeleton } from '@/components/states';
import { notify } from '@/components/toast';
import type { Schemas } from '@/lib/api/client';
import { newSubmission as fields } from '@/lib/api/fields';
import { fieldErrors } from '@/lib/api/problem';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useUnsaved } from '@/lib/unsaved';
import { useCreateSubmission } from './api/create-submission';
import { listSubmissions, type Submission } from './api/list-submissions';

/** An exercise: hand something in, and see what became of it. */
export function ExercisePanel({ lesson }: { lesson: Schemas['LessonPage'] }): ReactElement {
  const { t } = useI18n();
  const query = useQuery(
    listSubmissions({ course_id: lesson.course_id, lesson_id: lesson.id, limit: 100 }),
  );
  const create = useCreateSubmission({ courseId: lesson.course_id, lessonId: lesson.id });
  const [round, setRound] = useState(0);
  const [isWritten, setWritten] = useState(false);
  const mayLeave = useUnsaved(isWritten);
  if (!lesson.exercise) return <p className="muted">{t('problem.exercise-not-ready')}</p>;
  return (
    <section className="quiz" aria-label={t('exercise.title')}>
      {lesson.exercise.accepts.includes('text') ? (
        <Form
          key={round}
          error={create.error}
          onChange={() => setWritten(true)}
          onSubmit={(data) =>
            create.mutate(
              { text: text(data, 'text') },
              {
                onSuccess: () => {
                  mayLeave();
                  setWritten(false);
                  setRound(round + 1);
                  notify(t('exercise.handedIn'));
                },
              },
            )
          }
        >
          <TextArea
            name="text"
            label={t('exercise.text')}
            hint={t('exercise.hint', { count: lesson.exercise.max_points })}
            error={fieldErrors(create.error)['text']}
            required
            rows={10}
            maxLength={fields.text.maxLength}
          />
          <Button type="submit" look="primary" disabled={create.isPending}>
            {t('quiz.handIn')}
          </Button>
        </Form>
      ) : null}
      <h2>{t('exercise.yours')}</h2>
      {query.isError && !query.data ? (
        <FailedState error={query.error} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <Skeleton shape="rows" lines={2} />
      ) : query.data.items.length === 0 ? (
        <p className="muted">{t('exercise.none')}</p>
      ) : (
        <ul className="reviews">
          {query.data.items.map((one) => (
            <HandedIn key={one.id} submission={one} />
          ))}
        </ul>
      )}
    </section>
  );
}

function HandedIn({ submission }: { submission: Submission }): ReactElement {
  const { t, dateTime } = useI18n();
  return (
    <li className="question">
      <p className="question__place">
        {t('exercise.version', { number: submission.version })} · {dateTime(submission.created_at)}
      </p>
      <GradeNote submission={submission} />
      <details>
        <summary>{t('exercise.show')}</summary>
        <p className="answers handed-in" dir="auto">
          {submission.text}
        </p>
      </details>
    </li>
  );
}

export function GradeNote({ submission }: { submission: Submission }): ReactElement {
  const { t } = useI18n();
  const { grade } = submission;
  if (!grade) {
    return (
      <p>
        <Badge kind="neutral">{t('exercise.waiting')}</Badge>
      </p>
    );
  }
  return (
    <>
      <p>
        <Badge kind={grade.is_passed ? 'good' : 'bad'}>
          {t(grade.is_passed ? 'quiz.passed' : 'quiz.failed')}
        </Badge>{' '}
        {t('quiz.pointsOf', { points: grade.points, of: submission.max_points })}
      </p>
      {grade.comment ? (
        <p className="explanation" dir="auto">
          {grade.comment}
        </p>
      ) : null}
    </>
  );
}
