import { useEffect, useState, type ReactElement } from 'react';
import { Badge } from '@/components/badge';
import { Button } from '@/components/button';
import { ConfirmDialog } from '@/components/dialog';
import { Form, text } from '@/components/form';
import { notify } from '@/components/toast';
import { courseChanges } from '@/lib/api/fields';
import { ApiProblem, fieldErrors } from '@/lib/api/problem';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useUnsaved } from '@/lib/unsaved';
import { useDeleteCourse } from '../api/delete-course';
import type { AuthoredCourse } from '../api/get-course-content';
import { useUpdateCourse } from '../api/update-course';
import { CourseFields, fault, readFields } from './course-fields';
import { checkFields } from './course-limits';
import { toContent, toDraft, type Outline } from './outline';
import { OutlineEditor } from './outline-editor';

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
  const update = useUpdateCourse();
  const [base, setBase] = useState(course);
  const [outline, setOutline] = useState<Outline>(() => toDraft(course.content.modules));
  const [dirty, setDirty] = useState(false);
  const faults = fieldErrors(update.error);
  const isStale = update.error instanceof ApiProblem && update.error.status === 412;

  const letGo = useUnsaved(dirty);

  function save(data: FormData): void {
    const read = readFields(data);
    if ('wrong' in read) return;
    const status = courseChanges.status.values.find((one) => one === text(data, 'status'));
    const changes = {
      ...read.changes,
      content: toContent(outline),
      ...(status === undefined ? {} : { status }),
    };
    update.mutate(
      { course: base, changes },
      {
        onSuccess: (saved) => {
          setBase((before) => ({ ...before, ...saved }));
          setDirty(false);
          notify(t(status === undefined ? 'edit.saved' : `edit.${status}`));
        },
      },
    );
  }

  return (
    <Form
      error={update.error}
      className="editor"
      checks={checkFields}
      onSubmit={save}
      onChange={() => setDirty(true)}
    >
      {isStale ? (
        <p>
          <Button onClick={onReload}>{t('edit.reload')}</Button>
        </p>
      ) : null}
      <section className="panel">
        <h2 className="panel__title">{t('edit.about')}</h2>
        <CourseFields course={base} faults={faults} />
      </section>
      <section className="panel">
        <h2 className="panel__title">{t('course.outline')}</h2>
        <OutlineEditor
          outline={outline}
          error={fault(faults, 'content')}
          onChange={(next) => {
            setOutline(next);
            setDirty(true);
          }}
        />
      </section>
      <div className="editor__bar">
        <p className="editor__state">
          <Badge kind={base.status === 'published' ? 'good' : 'neutral'}>
            {t(`status.${base.status}`)}
          </Badge>
          <span className="muted">{dirty ? t('edit.unsaved') : ''}</span>
        </p>
        <div className="editor__actions">
          {/* First, because Enter in a field presses the first button of a form. */}
          <Button type="submit" look="primary" disabled={update.isPending}>
            {t('action.save')}
          </Button>
          {base.status === 'published' ? (
            <Button type="submit" name="status" value="archived" disabled={update.isPending}>
              {t('edit.archive')}
            </Button>
          ) : (
            <Button type="submit" name="status" value="published" disabled={update.isPending}>
              {t('edit.publish')}
            </Button>
          )}
          <DeleteButton
            course={base}
            onDeleted={() => {
              letGo();
              onDeleted();
            }}
          />
        </div>
      </div>
    </Form>
  );
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
