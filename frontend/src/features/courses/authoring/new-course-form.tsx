import { useState, type ReactElement } from 'react';
import { Button } from '@/components/button';
import { Form } from '@/components/form';
import { fieldErrors } from '@/lib/api/problem';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useCreateCourse } from '../api/create-course';
import type { Course } from '../api/get-course';
import { blank, CourseFields, readFields, type WrongNumbers } from './course-fields';

export function NewCourseForm({ onDone }: { onDone: (course: Course) => void }): ReactElement {
  const { t } = useI18n();
  const create = useCreateCourse();
  const [wrong, setWrong] = useState<WrongNumbers>({});
  const faults = {
    ...fieldErrors(create.error),
    ...Object.fromEntries(Object.entries(wrong).map(([name, key]) => [name, t(key)])),
  };
  return (
    <Form
      className="form panel"
      error={create.error}
      onSubmit={(data) => {
        const read = readFields(data);
        setWrong('wrong' in read ? read.wrong : {});
        if ('changes' in read) create.mutate(read.changes, { onSuccess: onDone });
      }}
    >
      <CourseFields course={blank} faults={faults} />
      <div className="form__actions">
        <Button type="submit" look="primary" disabled={create.isPending}>
          {t('teach.createAction')}
        </Button>
      </div>
    </Form>
  );
}
