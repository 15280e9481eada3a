import type { ReactElement } from 'react';
import { Select, TextArea, TextField } from '@/components/field';
import { text } from '@/components/form';
import { newCourse } from '@/lib/api/fields';
import { faultOf, type FieldErrors } from '@/lib/api/problem';
import { currencies } from '@/lib/i18n/currencies';
import { currentLocale, ownName, type MessageKey } from '@/lib/i18n/language';
import { languages } from '@/lib/i18n/languages';
import { currencySigns, readNumber, writeNumber } from '@/lib/i18n/read-number';
import { decimalsOf } from '@/lib/i18n/translate';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Course } from '../api/get-course';
import type { CourseChanges } from '../api/update-course';

const levels = newCourse.level.values;
export const courseLanguages = [...Object.keys(languages), 'de', 'it', 'pt', 'ja', 'zh', 'hi'];
// The first ones of the list; all others follow.
const frequent = ['EUR', 'USD', 'GBP', 'JPY', 'CHF', 'INR', 'BRL', 'MXN', 'EGP', 'MAD'];

type Shown = Pick<
  Course,
  'title' | 'description' | 'category' | 'level' | 'tags' | 'language' | 'price' | 'capacity'
>;

/** The names of the form's fields. */
export const fieldNames = [
  'title',
  'description',
  'category',
  'tags',
  'level',
  'language',
  'amount',
  'currency',
  'capacity',
] as const;

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
  return (
    <>
      <TextField
        label={t('edit.title')}
        name="title"
        required
        minLength={newCourse.title.minLength}
        maxLength={newCourse.title.maxLength}
        defaultValue={course.title}
        error={faultOf(faults, 'title')}
      />
      <TextArea
        label={t('edit.description')}
        name="description"
        rows={8}
        maxLength={newCourse.description.maxLength}
        defaultValue={course.description}
        hint={t('edit.descriptionHint')}
        error={faultOf(faults, 'description')}
      />
      <div className="form__pair">
        <TextField
          label={t('filters.category')}
          name="category"
          minLength={newCourse.category.minLength}
          maxLength={newCourse.category.maxLength}
          defaultValue={course.category}
          error={faultOf(faults, 'category')}
        />
        <TextField
          label={t('filters.tag')}
          name="tags"
          defaultValue={course.tags.join(', ')}
          hint={t('edit.tagsHint')}
          error={faultOf(faults, 'tags')}
        />
        <Select
          label={t('filters.level')}
          name="level"
          defaultValue={course.level}
          error={faultOf(faults, 'level')}
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
          error={faultOf(faults, 'language')}
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
          defaultValue={writeNumber(
            currentLocale(),
            course.price.amount,
            decimalsOf(course.price.currency),
          )}
          hint={t('edit.priceHint')}
          error={faultOf(faults, 'price')}
        />
        <Select label={t('edit.currency')} name="currency" defaultValue={course.price.currency}>
          {[...new Set([...frequent, course.price.currency, ...Object.keys(currencies)])].map(
            (one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ),
          )}
        </Select>
        <TextField
          label={t('course.seats')}
          name="capacity"
          inputMode="numeric"
          dir="ltr"
          defaultValue={course.capacity ?? ''}
          hint={t('edit.seatsHint')}
          error={faultOf(faults, 'capacity')}
        />
      </div>
    </>
  );
}

/** What is wrong with the numbers that were typed, by field. */
export type WrongNumbers = Readonly<Record<string, MessageKey>>;

const faultsOfNumbers = {
  'not-a-number': 'edit.notANumber',
  ambiguous: 'edit.ambiguousNumber',
  decimals: 'edit.tooManyDecimals',
} as const satisfies Record<string, MessageKey>;

/** The fields' values, or what is wrong with those that should be numbers. */
export function readFields(
  data: FormData,
): { changes: Omit<CourseChanges, 'status'> & { title: string } } | { wrong: WrongNumbers } {
  const locale = currentLocale();
  const currency = text(data, 'currency');
  const signs = currencySigns(locale, currency);
  const price = text(data, 'amount').trim() || '0';
  const amount = readNumber(locale, price, decimalsOf(currency), signs);
  const seats = text(data, 'capacity').trim();
  const capacity = seats === '' ? { units: null } : readNumber(locale, seats, 0);
  if ('fault' in amount || 'fault' in capacity) {
    return {
      wrong: {
        ...('fault' in amount ? { amount: faultsOfNumbers[amount.fault] } : {}),
        ...('fault' in capacity ? { capacity: faultsOfNumbers[capacity.fault] } : {}),
      },
    };
  }
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
      price: { amount: amount.units, currency },
      capacity: capacity.units,
    },
  };
}
