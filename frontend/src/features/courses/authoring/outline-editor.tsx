import { useEffect, useRef, useState, type ReactElement } from 'react';
import { Button, IconButton } from '@/components/button';
import { RowField } from '@/components/field';
import { EmptyState } from '@/components/states';
import { module as moduleFields } from '@/lib/api/fields';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { AuthoredCourse } from '../api/get-course-content';
import type { Edited } from './course-saver';
import { drop } from './drop';
import type { Editing } from './editing';
import { Moves, Row } from './editor-row';
import { LessonRow } from './lesson-row';
import {
  addLesson,
  addModule,
  changeModule,
  DEEPEST,
  depth,
  moveModule,
  nest,
  newId,
  remove,
  lessonIds,
  toDraft,
  unnest,
  whereIs,
  type Direction,
  type DraftLesson,
  type DraftModule,
  type Outline,
} from './outline';
import { useDrag } from './use-drag';

interface OutlineEditorProps extends Omit<Edited, 'cover'> {
  /** The course as the platform has it. */
  base: AuthoredCourse;
  onChange: (change: Partial<Edited>) => void;
  error?: string | undefined;
}

/**
 * Modules and lessons as a list of rows. They are moved by buttons, by Alt with an arrow key in the
 * row that has the focus, or dragged by their grips.
 */
export function OutlineEditor({
  base,
  outline,
  completion,
  onChange,
  error,
}: OutlineEditorProps): ReactElement {
  const { t } = useI18n();
  const root = useRef<HTMLDivElement>(null);
  const focusTarget = useRef<{ row: string; control: string } | null>(null);
  const [said, setSaid] = useState('');

  // A moved row loses the focus; restore it.
  useEffect(() => {
    if (focusTarget.current === null) return;
    const { row, control } = focusTarget.current;
    focusTarget.current = null;
    root.current
      ?.querySelector<HTMLElement>(`[data-row="${row}"] [data-control="${control}"]`)
      ?.focus();
  }, [outline]);

  function say(next: Outline, id: string): void {
    const place = whereIs(next, id);
    if (place === null) return;
    const { title, position, of, inside } = place;
    const key = inside === '' ? 'outline.moved' : 'outline.movedInside';
    setSaid(t(key, { title, position, of, inside }));
  }

  const { drag, grip } = useDrag((id, target, side) => {
    const next = drop(outline, id, target, side);
    if (next === outline) return;
    say(next, id);
    onChange({ outline: next });
  });

  const editing: Editing = {
    outline,
    drag,
    grip,
    questionsOf: (id) =>
      lessonIds(toDraft(base.content.modules)).includes(id)
        ? `/teach/${base.id}/lessons/${encodeURIComponent(id)}/questions`
        : null,
    required: completion.required_lessons ?? [],
    setRequired(id, isRequired) {
      const others = (completion.required_lessons ?? []).filter((one) => one !== id);
      onChange({
        completion: { ...completion, required_lessons: isRequired ? [...others, id] : others },
      });
    },
    put: (next) => onChange({ outline: next }),
    moved(next, id) {
      const control = (document.activeElement as HTMLElement | null)?.dataset['control'] ?? 'title';
      focusTarget.current = { row: id, control };
      say(next, id);
      onChange({ outline: next });
    },
    added(next, id) {
      focusTarget.current = { row: id, control: 'title' };
      setSaid('');
      onChange({ outline: next });
    },
    removed(id) {
      setSaid(t('outline.removed', { title: whereIs(outline, id)?.title ?? '' }));
      onChange({ outline: remove(outline, id) });
      root.current?.focus();
    },
  };

  return (
    <div
      ref={root}
      className="outline-editor"
      tabIndex={-1}
      role="group"
      aria-label={t('course.outline')}
    >
      <p className="field__hint">{t('outline.hint')}</p>
      {error === undefined ? null : (
        <p className="field__error" role="alert" dir="auto">
          {error}
        </p>
      )}
      {outline.length === 0 ? (
        <EmptyState icon="article" title={t('outline.empty')} />
      ) : (
        <ModuleRows modules={outline} level={1} editing={editing} />
      )}
      <Button
        onClick={() => {
          const id = newId();
          editing.added(addModule(outline, '', id), id);
        }}
      >
        {t('outline.addModule')}
      </Button>
      <p className="visually-hidden" role="status" aria-live="assertive">
        {said}
      </p>
    </div>
  );
}

function ModuleRows({
  modules,
  level,
  editing,
}: {
  modules: readonly DraftModule[];
  level: number;
  editing: Editing;
}): ReactElement {
  return (
    <ol className="edit-modules">
      {modules.map((module, index) => (
        <ModuleRow
          key={module.id}
          {...{ module, index, level, editing }}
          last={modules.length - 1}
        />
      ))}
    </ol>
  );
}

interface ModuleRowProps {
  module: DraftModule;
  index: number;
  last: number;
  level: number;
  editing: Editing;
}

function ModuleRow({ module, index, last, level, editing }: ModuleRowProps): ReactElement {
  const { t } = useI18n();
  const { outline } = editing;
  const { id } = module;
  const mayNest = index > 0 && level + depth([module]) <= DEEPEST;

  function move(direction: Direction): void {
    editing.moved(moveModule(outline, id, direction), id);
  }

  return (
    <li className="edit-module">
      <Row id={id} title={module.title} editing={editing} onMove={move}>
        <RowField
          className="edit-row__title"
          data-control="title"
          name={`title-${id}`}
          label={t('outline.moduleTitle')}
          required
          minLength={moduleFields.title.minLength}
          maxLength={moduleFields.title.maxLength}
          value={module.title}
          onChange={({ target }) =>
            editing.put(changeModule(outline, id, (one) => ({ ...one, title: target.value })))
          }
        />
        <Moves title={module.title} first={index === 0} last={index === last} onMove={move}>
          <IconButton
            icon="indent"
            flips
            data-control="nest"
            label={t('outline.nest', { title: module.title })}
            disabled={!mayNest}
            onClick={() => editing.moved(nest(outline, id), id)}
          />
          <IconButton
            icon="outdent"
            flips
            data-control="unnest"
            label={t('outline.unnest', { title: module.title })}
            disabled={level === 1}
            onClick={() => editing.moved(unnest(outline, id), id)}
          />
        </Moves>
        <IconButton
          icon="trash"
          data-control="remove"
          label={t('outline.remove', { title: module.title })}
          onClick={() => editing.removed(id)}
        />
      </Row>
      {module.lessons.length > 0 ? (
        <ol className="edit-lessons">
          {module.lessons.map((lesson) => (
            <LessonRow key={lesson.id} lesson={lesson} editing={editing} />
          ))}
        </ol>
      ) : null}
      <button
        type="button"
        className="link-button"
        onClick={() => {
          const lesson: DraftLesson = {
            id: newId(),
            title: '',
            kind: 'article',
            duration_minutes: 10,
          };
          editing.added(addLesson(outline, id, lesson), lesson.id);
        }}
      >
        {t('outline.addLesson')}
      </button>
      {module.modules.length > 0 ? (
        <ModuleRows modules={module.modules} level={level + 1} editing={editing} />
      ) : null}
    </li>
  );
}
