import type { ReactElement } from 'react';
import { ButtonLink } from '@/components/button';
import { CheckField } from '@/components/check-field';
import { TextField } from '@/components/field';
import { exercise as exerciseFields, lesson as lessonFields } from '@/lib/api/fields';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Editing } from './editing';
import { LessonFile } from './lesson-files';
import { inside } from './limits';
import { MarkdownField } from './markdown-field';
import { usualExercise, type DraftLesson } from './outline';

const ways = exerciseFields.accepts.each.values;

interface LessonDetailsProps {
  lesson: DraftLesson;
  editing: Editing;
  onChange: (change: Partial<DraftLesson>) => void;
}

/** What a lesson consists of, by its kind, and who may open it. */
export function LessonDetails({ lesson, editing, onChange }: LessonDetailsProps): ReactElement {
  const { t } = useI18n();
  const { id, kind, title } = lesson;
  return (
    <details className="edit-row__more">
      <summary>{t('outline.more', { title })}</summary>
      <div className="edit-row__details">
        {kind === 'video' || kind === 'file' ? (
          <LessonFile lesson={lesson} kind={kind} onChange={onChange} />
        ) : null}
        {(kind === 'video' || kind === 'file') && !lesson.file_id ? (
          <TextField
            label={t('outline.url')}
            hint={t(`outline.urlHint.${kind}`)}
            type="url"
            dir="ltr"
            placeholder="https://"
            maxLength={lessonFields.url.maxLength}
            value={lesson.url ?? ''}
            onChange={({ target }) => onChange({ url: target.value || null })}
          />
        ) : null}
        <MarkdownField
          label={t(`outline.body.${kind}`)}
          maxLength={lessonFields.body.maxLength}
          value={lesson.body ?? ''}
          onChange={(body) => onChange({ body: body || null })}
        />
        {kind === 'quiz' ? <Questions href={editing.questionsOf(id)} /> : null}
        {kind === 'exercise' ? (
          <ExerciseFields
            exercise={lesson.exercise ?? usualExercise}
            onChange={(exercise) => onChange({ exercise })}
          />
        ) : null}
        <CheckField
          label={t('lesson.preview')}
          hint={t('outline.previewHint')}
          checked={lesson.is_preview ?? false}
          onChange={({ target }) => onChange({ is_preview: target.checked })}
        />
        <CheckField
          label={t('outline.required')}
          hint={t('outline.requiredHint')}
          checked={editing.required.includes(id)}
          onChange={({ target }) => editing.setRequired(id, target.checked)}
        />
      </div>
    </details>
  );
}

function Questions({ href }: { href: string | null }): ReactElement {
  const { t } = useI18n();
  return href === null ? (
    <p className="muted">{t('quizEdit.firstSave')}</p>
  ) : (
    <p>
      <ButtonLink href={href}>{t('quizEdit.edit')}</ButtonLink>
    </p>
  );
}

function ExerciseFields({
  exercise,
  onChange,
}: {
  exercise: typeof usualExercise;
  onChange: (exercise: typeof usualExercise) => void;
}): ReactElement {
  const { t } = useI18n();
  const { minimum, maximum } = exerciseFields.max_points;
  return (
    <fieldset className="edit-row__group">
      <legend>{t('outline.accepts')}</legend>
      {ways.map((way) => (
        <CheckField
          key={way}
          label={t(`outline.accepts.${way}`)}
          checked={exercise.accepts.includes(way)}
          onChange={({ target }) => {
            const accepts = ways.filter((one) =>
              one === way ? target.checked : exercise.accepts.includes(one),
            );
            // Something has to be handed in: the last one stays.
            if (accepts.length > 0) onChange({ ...exercise, accepts });
          }}
        />
      ))}
      <TextField
        label={t('outline.points')}
        type="number"
        inputMode="numeric"
        min={minimum}
        max={maximum}
        value={exercise.max_points}
        onChange={({ target }) => {
          const max_points = inside(Number(target.value), exerciseFields.max_points);
          onChange({ ...exercise, max_points });
        }}
      />
    </fieldset>
  );
}
