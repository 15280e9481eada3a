import { codePoints, type Fault, type Faults } from '@/components/self-check';
import { newCourse, price } from '@/lib/api/fields';
import { readFields } from './course-fields';

const { capacity: seats, tags } = newCourse;

/** What is wrong with a course's numbers and tags, by the names of the fields. */
export function checkFields(data: FormData): Faults {
  const read = readFields(data);
  if ('wrong' in read) {
    return Object.fromEntries(Object.entries(read.wrong).map(([name, key]) => [name, { key }]));
  }
  const { changes } = read;
  const faults: [name: string, fault: Fault | null][] = [
    ['capacity', outside(changes.capacity ?? seats.minimum, seats)],
    [
      'amount',
      (changes.price?.amount ?? 0) > price.amount.maximum ? { key: 'form.tooHigh' } : null,
    ],
    ['tags', tagsFault(changes.tags ?? [])],
  ];
  return Object.fromEntries(faults.filter((one): one is [string, Fault] => one[1] !== null));
}

function outside(value: number, { minimum, maximum }: typeof seats): Fault | null {
  const isInside = value >= minimum && value <= maximum;
  return isInside ? null : { key: 'form.outside', values: { minimum, maximum } };
}

function tagsFault(all: readonly string[]): Fault | null {
  if (all.length > tags.maxItems) {
    return { key: 'form.tooMany', values: { count: tags.maxItems } };
  }
  const { maxLength } = tags.each;
  return all.some((one) => codePoints(one) > maxLength)
    ? { key: 'form.tooLongEach', values: { count: maxLength } }
    : null;
}
