import type { ReactElement } from 'react';
import { remainder } from '@/lib/remainder';

const HUES = 8;
const FORMS = 5;

/** The cover of a course: a color for its category, a pattern of its own. */
export function Cover({ category, slug }: { category: string; slug: string }): ReactElement {
  const hue = remainder(category.toLowerCase(), HUES);
  const form = remainder(slug, FORMS);
  return <div className={`cover cover--hue-${hue} cover--form-${form}`} aria-hidden="true" />;
}
