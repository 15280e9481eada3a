import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useLocation, useSearch } from 'wouter';
import { Button } from '@/components/button';
import { Select, TextArea, TextField } from '@/components/field';
import { Form, text } from '@/components/form';
import { Pagination } from '@/components/pagination';
import { EmptyState, FailedState, Skeleton } from '@/components/states';
import { notify } from '@/components/toast';
import { gradeRequest as fields } from '@/lib/api/fields';
import { requestPath } from '@/lib/api/path';
import { fieldErrors } from '@/lib/api/problem';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useGradeSubmission } from './api/grade-submission';
import { listSubmissions, type Submission } from './api/list-submissions';
import { GradeNote } from './exercise-panel';
import { HandedInFiles } from './handed-in';

const PAGE_SIZE = 20;

/** What the learners of a course handed in, with a form for the grade of each. */
export function Grading({ courseId }: { courseId: string }): ReactElement {
  const { t } = useI18n();
  const [path, navigate] = useLocation();
  const params = new URLSearchParams(useSearch());
  const state = params.get('state') === 'graded' ? 'graded' : 'open';
  const page = Math.max(1, Number(params.get('page') ?? 1) || 1);
  const query = useQuery(listSubmissions({ course_id: courseId, state, page, limit: PAGE_SIZE }));
  if (query.isError && !query.data) {
    return <FailedState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Skeleton shape="rows" lines={4} />;
  return (
    <>
      <div className="toolbar">
        <Select
          label={t('grading.state')}
          value={state}
          onChange={({ target }) => navigate(requestPath(path, { state: target.value }))}
        >
          <option value="open">{t('exercise.waiting')}</option>
          <option value="graded">{t('grading.graded')}</option>
        </Select>
      </div>
      {query.data.items.length === 0 ? (
        <EmptyState icon="exercise" title={t('grading.none')} />
      ) : (
        <ul className="reviews">
          {query.data.items.map((one) => (
            <GradingRow key={one.id} submission={one} />
          ))}
        </ul>
      )}
      <Pagination
        page={page}
        pages={Math.ceil(query.data.total / PAGE_SIZE)}
        href={(number) => requestPath(path, { state, page: number })}
      />
    </>
  );
}

function GradingRow({ submission }: { submission: Submission }): ReactElement {
  const { t, dateTime } = useI18n();
  const grade = useGradeSubmission(submission.id);
  const errors = fieldErrors(grade.error);
  const name = submission.learner_name ?? t('roster.unknown');
  return (
    <li className="question">
      <h2 className="row__title" dir="auto">
        {name}: {submission.lesson_title}
      </h2>
      <p className="question__place">
        {t('exercise.version', { number: submission.version })} · {dateTime(submission.created_at)}
      </p>
      {submission.text === '' ? null : (
        <p className="handed-in" dir="auto">
          {submission.text}
        </p>
      )}
      <HandedInFiles submission={submission} />
      {submission.grade ? <GradeNote submission={submission} /> : null}
      <Form
        label={t('grading.of', { name, title: submission.lesson_title })}
        error={grade.error}
        onSubmit={(data) =>
          grade.mutate(
            { points: Number(text(data, 'points')), comment: text(data, 'comment') },
            { onSuccess: () => notify(t('grading.saved', { name })) },
          )
        }
      >
        <TextField
          name="points"
          label={t('grading.points', { of: submission.max_points })}
          type="number"
          inputMode="numeric"
          min={0}
          max={submission.max_points}
          required
          defaultValue={submission.grade?.points}
          error={errors['points']}
        />
        <TextArea
          name="comment"
          label={t('grading.comment')}
          rows={3}
          maxLength={fields.comment.maxLength}
          defaultValue={submission.grade?.comment}
          error={errors['comment']}
        />
        <Button type="submit" look="primary" disabled={grade.isPending}>
          {t('grading.save')}
        </Button>
      </Form>
    </li>
  );
}
