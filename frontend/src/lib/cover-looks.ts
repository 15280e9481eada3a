import { remainder } from './remainder';

const HUES = 8;
const FORMS = 12;
/** More than a row has: neither the card before nor the one above looks the same. */
const APART = 8;

export interface Look {
  hue: number;
  form: number;
}

interface Shown {
  category: string;
  slug: string;
}

/** A color for the category of a course, and a pattern of its own. */
export function coverLook({ category, slug }: Shown): Look {
  return { hue: remainder(category.toLowerCase(), HUES), form: remainder(slug, FORMS) };
}

/**
 * The looks of the courses of a list: each is the course's own, or the next one of its color that
 * none of the eight before it has.
 */
export function coverLooks(courses: readonly Shown[]): Look[] {
  const looks: Look[] = [];
  for (const course of courses) {
    const { hue, form: own } = coverLook(course);
    const taken = looks.slice(-APART).flatMap((one) => (one.hue === hue ? one.form : []));
    let form = own;
    while (taken.includes(form)) form = (form + 1) % FORMS;
    looks.push({ hue, form });
  }
  return looks;
}
