import { useState, type ReactElement } from 'react';
import { remainder } from '@/lib/remainder';

const HUES = 8;
const FORMS = 5;

interface CoverProps {
  course: {
    id: string;
    slug: string;
    category: string;
    status: string;
    cover_file_id?: string | null | undefined;
  };
  /** Further down a page than anybody sees at first. */
  isLazy?: boolean;
}

/**
 * The cover of a course: its picture, over a color for its category and a pattern of its own. The
 * title next to it says what it is. A draft's picture is only for its author, whom an image cannot
 * name.
 */
export function Cover({ course, isLazy = false }: CoverProps): ReactElement {
  const hue = remainder(course.category.toLowerCase(), HUES);
  const form = remainder(course.slug, FORMS);
  const [failed, setFailed] = useState<string | null>(null);
  const file = course.status === 'published' ? (course.cover_file_id ?? null) : null;
  const look = file === null ? '' : ' cover--pictured';
  return (
    <div className={`cover cover--hue-${hue} cover--form-${form}${look}`} aria-hidden="true">
      {file === null || file === failed ? null : (
        <img
          className="cover__picture"
          src={`/api/courses/${course.id}/cover?v=${file}`}
          alt=""
          width={480}
          height={270}
          loading={isLazy ? 'lazy' : 'eager'}
          decoding="async"
          onError={() => setFailed(file)}
        />
      )}
    </div>
  );
}
