import { useState, type ReactElement } from 'react';
import { Button } from '@/components/button';
import { Form } from '@/components/form';
import { fieldErrors } from '@/lib/api/problem';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useUnsaved } from '@/lib/unsaved';
import { useCreateCourse } from '../api/create-course';
import type { Course } from '../api/get-course';
import { blank, CourseFields, readFields } from './course-fields';
import { checkFields } from './course-limits';

export function NewCourseForm({ onDone }: { onDone: (course: Course) => void }): ReactElement {
  const { t } = useI18n();
  const create = useCreateCourse();
  const [dirty, setDirty] = useState(false);
  const letGo = useUnsaved(dirty);
  return (
    <Form
      className="form panel"
      error={create.error}
      checks={checkFields}
      onChange={() => setDirty(true)}
      onSubmit={(data) => {
        const read = readFields(data);
        if ('wrong' in read) return;
        create.mutate(read.changes, {
          onSuccess: (course) => {
            letGo();
            onDone(course);
          },
        });
      }}
    >
      <CourseFields course={blank} faults={fieldErrors(create.error)} />
      <div className="form__actions">
        <Button type="submit" look="primary" disabled={create.isPending}>
          {t('teach.createAction')}
        </Button>
      </div>
    </Form>
  );
}
