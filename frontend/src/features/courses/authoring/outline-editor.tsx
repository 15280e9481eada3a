import {
  useEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
} from 'react';
import { Button, IconButton } from '@/components/button';
import { RowField } from '@/components/field';
import { EmptyState } from '@/components/states';
import { lesson as lessonFields, module as moduleFields } from '@/lib/api/fields';
import { useI18n } from '@/lib/i18n/use-i18n';
import {
  addLesson,
  addModule,
  changeLesson,
  changeModule,
  DEEPEST,
  depth,
  moveLesson,
  moveModule,
  nest,
  newId,
  remove,
  unnest,
  whereIs,
  type Direction,
  type DraftLesson,
  type DraftModule,
  type Outline,
} from './outline';

const kinds = lessonFields.kind.values;

interface OutlineEditorProps {
  outline: Outline;
  onChange: (outline: Outline) => void;
  error?: string | undefined;
}

/** Actions of the editor's parts. */
interface Editing {
  outline: Outline;
  put: (outline: Outline) => void;
  /** Applies a move, announces the new position and keeps the focus on it. */
  moved: (outline: Outline, id: string) => void;
  /** Adds a new item and focuses its title. */
  added: (outline: Outline, id: string) => void;
  removed: (id: string) => void;
}

/**
 * Modules and lessons as a list of rows. Everything goes by buttons; Alt with an arrow key moves
 * the row in which the focus is. There is nothing to drag.
 */
export function OutlineEditor({ outline, onChange, error }: OutlineEditorProps): ReactElement {
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

  const editing: Editing = {
    outline,
    put: onChange,
    moved(next, id) {
      const control = (document.activeElement as HTMLElement | null)?.dataset['control'] ?? 'title';
      focusTarget.current = { row: id, control };
      say(next, id);
      onChange(next);
    },
    added(next, id) {
      focusTarget.current = { row: id, control: 'title' };
      setSaid('');
      onChange(next);
    },
    removed(id) {
      setSaid(t('outline.removed', { title: whereIs(outline, id)?.title ?? '' }));
      onChange(remove(outline, id));
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
      <Row id={id} onMove={move}>
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
            kind: 'video',
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

function LessonRow({ lesson, editing }: { lesson: DraftLesson; editing: Editing }): ReactElement {
  const { t } = useI18n();
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
      <Row id={id} onMove={move}>
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
        <select
          className="input input--select edit-row__kind"
          aria-label={t('outline.kindOf', { title: lesson.title })}
          value={lesson.kind}
          onChange={({ target }) => {
            const kind = kinds.find((one) => one === target.value);
            if (kind !== undefined) put({ kind });
          }}
        >
          {kinds.map((one) => (
            <option key={one} value={one}>
              {t(`kind.${one}`)}
            </option>
          ))}
        </select>
        <input
          className="input edit-row__minutes"
          type="number"
          inputMode="numeric"
          min={lessonFields.duration_minutes.minimum}
          max={lessonFields.duration_minutes.maximum}
          aria-label={t('outline.minutesOf', { title: lesson.title })}
          value={lesson.duration_minutes ?? 0}
          onChange={({ target }) => put({ duration_minutes: Number(target.value) || 0 })}
        />
        <Moves title={lesson.title} onMove={move} />
        <IconButton
          icon="trash"
          data-control="remove"
          label={t('outline.remove', { title: lesson.title })}
          onClick={() => editing.removed(id)}
        />
        <details className="edit-row__more">
          <summary>{t('outline.more')}</summary>
          <input
            className="input"
            type="url"
            dir="ltr"
            aria-label={t('outline.urlOf', { title: lesson.title })}
            placeholder="https://"
            maxLength={lessonFields.url.maxLength}
            value={lesson.url ?? ''}
            onChange={({ target }) => put({ url: target.value || null })}
          />
          <textarea
            className="input input--long"
            rows={4}
            dir="auto"
            maxLength={lessonFields.body.maxLength}
            aria-label={t('outline.textOf', { title: lesson.title })}
            placeholder={t('outline.text')}
            value={lesson.body ?? ''}
            onChange={({ target }) => put({ body: target.value || null })}
          />
        </details>
      </Row>
    </li>
  );
}

function Row({
  id,
  onMove,
  children,
}: {
  id: string;
  onMove: (direction: Direction) => void;
  children: ReactNode;
}): ReactElement {
  function key(event: KeyboardEvent): void {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    onMove(event.key === 'ArrowUp' ? 'up' : 'down');
  }

  return (
    // The keys are a shortcut for the buttons in the row.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="edit-row" data-row={id} onKeyDown={key}>
      {children}
    </div>
  );
}

function Moves({
  title,
  first = false,
  last = false,
  onMove,
  children,
}: {
  title: string;
  first?: boolean;
  last?: boolean;
  onMove: (direction: Direction) => void;
  children?: ReactNode;
}): ReactElement {
  const { t } = useI18n();
  return (
    <span className="edit-row__moves">
      <IconButton
        icon="up"
        data-control="up"
        label={t('outline.up', { title })}
        disabled={first}
        onClick={() => onMove('up')}
      />
      <IconButton
        icon="down"
        data-control="down"
        label={t('outline.down', { title })}
        disabled={last}
        onClick={() => onMove('down')}
      />
      {children}
    </span>
  );
}
