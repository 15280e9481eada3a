import type { ReactElement } from 'react';
import { Select, TextArea, TextField } from '@/components/field';
import { text } from '@/components/form';
import { newCourse } from '@/lib/api/fields';
import type { FieldErrors } from '@/lib/api/problem';
import { ownName } from '@/lib/i18n/language';
import { languages } from '@/lib/i18n/languages';
import { minorUnits } from '@/lib/i18n/translate';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Course } from '../api/get-course';
import type { CourseChanges } from '../api/update-course';

const levels = newCourse.level.values;
const courseLanguages = [...Object.keys(languages), 'de', 'it', 'pt', 'ja', 'zh', 'hi'];
const currencies = ['EUR', 'USD', 'GBP', 'JPY', 'CHF', 'INR', 'BRL', 'MXN', 'EGP', 'MAD'] as const;

type Shown = Pick<
  Course,
  'title' | 'description' | 'category' | 'level' | 'tags' | 'language' | 'price' | 'capacity'
>;

export const blank: Shown = {
  title: '',
  description: '',
  category: '',
  level: 'beginner',
  tags: [],
  language: 'en',
  price: { amount: 0, currency: 'EUR' },
  capacity: null,
};

export function CourseFields({
  course,
  faults,
}: {
  course: Shown;
  faults: FieldErrors;
}): ReactElement {
  const { t, tOr } = useI18n();
  const unit = minorUnits(course.price.currency);
  return (
    <>
      <TextField
        label={t('edit.title')}
        name="title"
        required
        minLength={newCourse.title.minLength}
        maxLength={newCourse.title.maxLength}
        defaultValue={course.title}
        error={fault(faults, 'title')}
      />
      <TextArea
        label={t('edit.description')}
        name="description"
        rows={8}
        maxLength={newCourse.description.maxLength}
        defaultValue={course.description}
        hint={t('edit.descriptionHint')}
        error={fault(faults, 'description')}
      />
      <div className="form__pair">
        <TextField
          label={t('filters.category')}
          name="category"
          minLength={newCourse.category.minLength}
          maxLength={newCourse.category.maxLength}
          defaultValue={course.category}
          error={fault(faults, 'category')}
        />
        <TextField
          label={t('filters.tag')}
          name="tags"
          defaultValue={course.tags.join(', ')}
          hint={t('edit.tagsHint')}
          error={fault(faults, 'tags')}
        />
        <Select
          label={t('filters.level')}
          name="level"
          defaultValue={course.level}
          error={fault(faults, 'level')}
        >
          {levels.map((one) => (
            <option key={one} value={one}>
              {t(`level.${one}`)}
            </option>
          ))}
        </Select>
        <Select
          label={t('filters.language')}
          name="language"
          defaultValue={course.language}
          error={fault(faults, 'language')}
        >
          {[...new Set([...courseLanguages, course.language])].map((one) => (
            <option key={one} value={one}>
              {tOr(`language.${one}`, ownName(one))}
            </option>
          ))}
        </Select>
        <TextField
          label={t('edit.price')}
          name="amount"
          inputMode="decimal"
          dir="ltr"
          defaultValue={(course.price.amount / unit).toFixed(unit === 1 ? 0 : 2)}
          hint={t('edit.priceHint')}
          error={fault(faults, 'price')}
        />
        <Select label={t('edit.currency')} name="currency" defaultValue={course.price.currency}>
          {[...new Set([...currencies, course.price.currency])].map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </Select>
        <TextField
          label={t('course.seats')}
          name="capacity"
          inputMode="numeric"
          dir="ltr"
          defaultValue={course.capacity ?? ''}
          hint={t('edit.seatsHint')}
          error={fault(faults, 'capacity')}
        />
      </div>
    </>
  );
}

/** The fields' values, or the names of those that are not numbers. */
export function readFields(
  data: FormData,
): { changes: Omit<CourseChanges, 'status'> & { title: string } } | { wrong: string[] } {
  const currency = text(data, 'currency');
  const amount = Number((text(data, 'amount').trim() || '0').replace(',', '.'));
  const seats = text(data, 'capacity').trim();
  const capacity = seats === '' ? null : Number(seats);
  const wrong = [
    ...(Number.isFinite(amount) && amount >= 0 ? [] : ['amount']),
    ...(capacity === null || Number.isInteger(capacity) ? [] : ['capacity']),
  ];
  if (wrong.length > 0) return { wrong };
  const category = text(data, 'category').trim();
  return {
    changes: {
      title: text(data, 'title').trim(),
      description: text(data, 'description').trim(),
      ...(category === '' ? {} : { category }),
      level: levels.find((one) => one === text(data, 'level')) ?? 'beginner',
      language: text(data, 'language'),
      tags: text(data, 'tags')
        .split(/[,،]/)
        .map((tag) => tag.trim())
        .filter(Boolean),
      price: { amount: Math.round(amount * minorUnits(currency)), currency },
      capacity,
    },
  };
}

/** The message for a field or for something inside it, as `price.amount`. */
export function fault(faults: FieldErrors, name: string): string | undefined {
  const key = Object.keys(faults).find(
    (one) => one === name || one.startsWith(`${name}.`) || one.startsWith(`${name}[`),
  );
  return key === undefined ? undefined : faults[key];
}
