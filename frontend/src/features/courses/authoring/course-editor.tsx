import { useQueryClient } from '@tanstack/react-query';
import {
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
  type ReactElement,
  type RefObject,
} from 'react';
import { Badge } from '@/components/badge';
import { Button } from '@/components/button';
import { ConfirmDialog } from '@/components/dialog';
import { TextField } from '@/components/field';
import { Form, text } from '@/components/form';
import { check } from '@/components/self-check';
import { notify } from '@/components/toast';
import { UploadField } from '@/components/upload/upload-field';
import { completion, courseChanges } from '@/lib/api/fields';
import { faultOf, fieldErrors } from '@/lib/api/problem';
import { useUploading } from '@/lib/files/under-way';
import { useI18n } from '@/lib/i18n/use-i18n';
import { usePerson } from '@/lib/session/use-session';
import { useUnsaved } from '@/lib/unsaved';
import { useDeleteCourse } from '../api/delete-course';
import type { Course } from '../api/get-course';
import { getCourseContent, type AuthoredCourse } from '../api/get-course-content';
import { useUpdateCourse } from '../api/update-course';
import { CourseFields, fieldNames, readFields } from './course-fields';
import { checkFields } from './course-limits';
import { CourseSaver } from './course-saver';
import { inside } from './limits';
import { OutlineEditor } from './outline-editor';
import { ConflictNote, RestoredNote, SavingNote } from './saving-notes';

interface CourseEditorProps {
  course: AuthoredCourse;
  /** Refetch the course and start over. */
  onReload: () => void;
  onDeleted: () => void;
}

/**
 * Edits one course. The version that was read stays the base until it is saved, so that what
 * somebody else saves meanwhile is not written over.
 */
export function CourseEditor({ course, onReload, onDeleted }: CourseEditorProps): ReactElement {
  const { t } = useI18n();
  const personId = usePerson()?.id ?? '';
  const [saver] = useState(() => new CourseSaver(course, personId));
  const { base, edited, state, restored } = useSyncExternalStore(saver.subscribe, saver.shown);
  const form = useRef<HTMLFormElement>(null);
  // What was refused when asked for; what the editor saves by itself takes no focus away.
  const [refusal, setRefusal] = useState<unknown>(null);
  const faults = fieldErrors(refusal);
  useSaving(saver, form);
  // A draft saves itself, so there is nothing to ask.
  const isDraft = base.status === 'draft';
  const isUploading = useUploading();
  const letGo = useUnsaved(
    isUploading || (state !== 'saved' && !isDraft),
    isDraft ? undefined : saver.giveUp,
  );

  async function save(data: FormData): Promise<void> {
    const status = courseChanges.status.values.find((one) => one === text(data, 'status'));
    const error = await saver.save(status);
    setRefusal(error);
    if (error === null) notify(t(status === undefined ? 'edit.saved' : `edit.${status}`));
  }

  function startOver(): void {
    saver.giveUp();
    onReload();
  }

  return (
    <Form
      error={refusal}
      className="editor"
      formRef={form}
      checks={checkFields}
      onSubmit={(data) => void save(data)}
      onChange={() => saver.change()}
    >
      {state === 'conflict' ? (
        <ConflictNote
          onOverwrite={() => void saver.overwrite().then(setRefusal)}
          onReload={startOver}
        />
      ) : restored === null ? null : (
        <RestoredNote onDiscard={startOver} />
      )}
      <section className="panel">
        <h2 className="panel__title">{t('edit.about')}</h2>
        <CourseFields course={course} faults={faults} />
        <UploadField
          label={t('edit.cover')}
          hint={t('edit.coverHint')}
          purpose="cover"
          files={edited.cover === null ? [] : [edited.cover]}
          most={1}
          onChange={([cover = null]) => saver.change({ cover })}
          error={faultOf(faults, 'cover_file_id')}
        />
      </section>
      <section className="panel">
        <h2 className="panel__title">{t('course.outline')}</h2>
        <OutlineEditor
          base={base}
          outline={edited.outline}
          completion={edited.completion}
          error={faultOf(faults, 'content')}
          onChange={(change) => saver.change(change)}
        />
        <TextField
          label={t('outline.minimum')}
          name="minimum_percent"
          type="number"
          inputMode="numeric"
          min={completion.minimum_percent.minimum}
          max={completion.minimum_percent.maximum}
          value={edited.completion.minimum_percent ?? completion.minimum_percent.maximum}
          onChange={({ target }) => {
            const minimum_percent = inside(Number(target.value), completion.minimum_percent);
            saver.change({ completion: { ...edited.completion, minimum_percent } });
          }}
        />
      </section>
      <div className="editor__bar">
        <p className="editor__state">
          <Badge kind={base.status === 'published' ? 'good' : 'neutral'}>
            {t(`status.${base.status}`)}
          </Badge>
          <SavingNote saver={saver} />
        </p>
        <div className="editor__actions">
          {/* First, because Enter in a field presses the first button of a form. */}
          <Button type="submit" look="primary" disabled={state === 'saving'}>
            {t('action.save')}
          </Button>
          {base.status === 'published' ? (
            <Button type="submit" name="status" value="archived" disabled={state === 'saving'}>
              {t('edit.archive')}
            </Button>
          ) : (
            <Button type="submit" name="status" value="published" disabled={state === 'saving'}>
              {t('edit.publish')}
            </Button>
          )}
          <DeleteButton
            course={base}
            onDeleted={() => {
              saver.giveUp();
              letGo();
              onDeleted();
            }}
          />
        </div>
      </div>
    </Form>
  );
}

/** Connects the saver with the form and the platform, as long as the editor is there. */
function useSaving(saver: CourseSaver, form: RefObject<HTMLFormElement | null>): void {
  const client = useQueryClient();
  const { mutateAsync } = useUpdateCourse();
  useEffect(() => {
    // Kept, because it is read once more when it has left the page.
    const element = form.current;
    if (element === null) return;
    for (const [name, value] of Object.entries(saver.shown().restored ?? {})) {
      const field = element.elements.namedItem(name);
      if (field !== null && 'value' in field) field.value = value;
    }
    return saver.open({
      fields: () => {
        const data = new FormData(element);
        return Object.fromEntries(fieldNames.map((name) => [name, text(data, name)]));
      },
      changes: () => {
        const data = new FormData(element);
        const read = readFields(data);
        const isWrong = Object.keys({ ...checkFields(data), ...check(element) }).length > 0;
        return isWrong || 'wrong' in read ? null : read.changes;
      },
      send: (base, changes): Promise<Course> => mutateAsync({ course: base, changes }),
      newestVersion: async () => {
        const query = getCourseContent(saver.shown().base.id);
        return (await client.query({ ...query, staleTime: 0 })).version;
      },
    });
  }, [saver, form, client, mutateAsync]);
}

function DeleteButton({
  course,
  onDeleted,
}: {
  course: AuthoredCourse;
  onDeleted: () => void;
}): ReactElement {
  const { t } = useI18n();
  const remove = useDeleteCourse();
  const [asking, setAsking] = useState(false);
  useEffect(() => {
    if (remove.error) notify(remove.error.message, 'failed');
  }, [remove.error]);
  return (
    <>
      <Button look="quiet" disabled={remove.isPending} onClick={() => setAsking(true)}>
        {t('edit.delete')}
      </Button>
      {asking ? (
        <ConfirmDialog
          title={t('edit.deleteTitle')}
          text={t('edit.deleteText', { title: course.title })}
          action={t('edit.delete')}
          onConfirm={() => remove.mutate(course, { onSuccess: onDeleted })}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}
