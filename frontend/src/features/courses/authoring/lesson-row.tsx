import { useId, type ReactElement } from 'react';
import { IconButton } from '@/components/button';
import { RowField } from '@/components/field';
import { lesson as lessonFields } from '@/lib/api/fields';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Editing } from './editing';
import { Moves, Row } from './editor-row';
import { LessonDetails } from './lesson-details';
import { inside } from './limits';
import {
  changeLesson,
  moveLesson,
  usualExercise,
  type Direction,
  type DraftLesson,
} from './outline';

const kinds = lessonFields.kind.values;

export function LessonRow({
  lesson,
  editing,
}: {
  lesson: DraftLesson;
  editing: Editing;
}): ReactElement {
  const { t } = useI18n();
  const names = useId();
  const { outline } = editing;
  const { id } = lesson;

  function put(change: Partial<DraftLesson>): void {
    editing.put(changeLesson(outline, id, (one) => ({ ...one, ...change })));
  }

  function move(direction: Direction): void {
    editing.moved(moveLesson(outline, id, direction), id);
  }

  return (
    <li className="edit-lesson">
      <Row id={id} title={lesson.title} editing={editing} onMove={move}>
        <RowField
          className="edit-row__title"
          data-control="title"
          name={`title-${id}`}
          label={t('outline.lessonTitle')}
          required
          minLength={lessonFields.title.minLength}
          maxLength={lessonFields.title.maxLength}
          value={lesson.title}
          onChange={({ target }) => put({ title: target.value })}
        />
        <span className="row-field edit-row__kind">
          <label className="row-field__label" htmlFor={`${names}-kind`}>
            {t('outline.kind')}
          </label>
          <select
            id={`${names}-kind`}
            className="input input--select"
            aria-label={t('outline.kindOf', { title: lesson.title })}
            value={lesson.kind}
            onChange={({ target }) => {
              const kind = kinds.find((one) => one === target.value);
              if (kind === undefined) return;
              put(
                kind === 'exercise'
                  ? { kind, exercise: lesson.exercise ?? usualExercise }
                  : { kind },
              );
            }}
          >
            {kinds.map((one) => (
              <option key={one} value={one}>
                {t(`kind.${one}`)}
              </option>
            ))}
          </select>
        </span>
        <span className="row-field edit-row__minutes">
          <label className="row-field__label" htmlFor={`${names}-minutes`}>
            {t('outline.minutes')}
          </label>
          <input
            id={`${names}-minutes`}
            className="input"
            type="number"
            inputMode="numeric"
            min={lessonFields.duration_minutes.minimum}
            max={lessonFields.duration_minutes.maximum}
            aria-label={t('outline.minutesOf', { title: lesson.title })}
            value={lesson.duration_minutes ?? 0}
            onChange={({ target }) =>
              put({ duration_minutes: inside(Number(target.value), lessonFields.duration_minutes) })
            }
          />
        </span>
        <Moves title={lesson.title} onMove={move} />
        <IconButton
          icon="trash"
          data-control="remove"
          label={t('outline.remove', { title: lesson.title })}
          onClick={() => editing.removed(id)}
        />
        <LessonDetails lesson={lesson} editing={editing} onChange={put} />
      </Row>
    </li>
  );
}
