import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { Badge } from '@/components/badge';
import { Button } from '@/components/button';
import { TextArea } from '@/components/field';
import { Form, text } from '@/components/form';
import { FailedState, Skeleton } from '@/components/states';
import { notify } from '@/components/toast';
import { UploadField } from '@/components/upload/upload-field';
import type { Schemas } from '@/lib/api/client';
import { newSubmission as fields } from '@/lib/api/fields';
import { faultOf, fieldErrors } from '@/lib/api/problem';
import { useUploading } from '@/lib/files/under-way';
import { deleteFile } from '@/lib/files/upload-file';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useUnsaved } from '@/lib/unsaved';
import { useCreateSubmission } from './api/create-submission';
import { listSubmissions, type Submission } from './api/list-submissions';
import { HandedInFiles } from './handed-in';

/** An exercise: hand something in, and see what became of it. */
export function ExercisePanel({ lesson }: { lesson: Schemas['LessonPage'] }): ReactElement {
  const { t } = useI18n();
  const query = useQuery(
    listSubmissions({ course_id: lesson.course_id, lesson_id: lesson.id, limit: 100 }),
  );
  const create = useCreateSubmission({ courseId: lesson.course_id, lessonId: lesson.id });
  const [round, setRound] = useState(0);
  const [isWritten, setWritten] = useState(false);
  const [files, setFiles] = useState<readonly string[]>([]);
  const isUploading = useUploading();
  const mayLeave = useUnsaved(isWritten || isUploading || files.length > 0);
  if (!lesson.exercise) return <p className="muted">{t('problem.exercise-not-ready')}</p>;
  const takesText = lesson.exercise.accepts.includes('text');
  const takesFiles = lesson.exercise.accepts.includes('file');
  const errors = fieldErrors(create.error);
  return (
    <section className="quiz" aria-label={t('exercise.title')}>
      <Form
        key={round}
        error={create.error}
        onChange={() => setWritten(true)}
        onSubmit={(data) =>
          create.mutate(
            { text: text(data, 'text'), file_ids: [...files] },
            {
              onSuccess: () => {
                mayLeave();
                setWritten(false);
                setFiles([]);
                setRound(round + 1);
                notify(t('exercise.handedIn'));
              },
            },
          )
        }
      >
        {takesText ? (
          <TextArea
            name="text"
            label={t('exercise.text')}
            hint={t('exercise.hint', { count: lesson.exercise.max_points })}
            error={errors['text']}
            // One of the two is enough.
            required={files.length === 0}
            rows={10}
            maxLength={fields.text.maxLength}
          />
        ) : null}
        {takesFiles ? (
          <UploadField
            label={t('exercise.files')}
            {...(takesText
              ? {}
              : { hint: t('exercise.hint', { count: lesson.exercise.max_points }) })}
            purpose="submission"
            files={files}
            most={fields.file_ids.maxItems}
            onChange={setFiles}
            // Nobody else knows of a file that was not handed in.
            onRemoved={(id) => void deleteFile(id)}
            error={faultOf(errors, 'file_ids')}
          />
        ) : null}
        {isUploading ? <p className="muted">{t('upload.wait')}</p> : null}
        <Button type="submit" look="primary" disabled={create.isPending || isUploading}>
          {t('quiz.handIn')}
        </Button>
      </Form>
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
      {submission.text === '' ? null : (
        <details>
          <summary>{t('exercise.show')}</summary>
          <p className="answers handed-in" dir="auto">
            {submission.text}
          </p>
        </details>
      )}
      <HandedInFiles submission={submission} />
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
