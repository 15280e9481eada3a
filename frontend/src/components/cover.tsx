import { useState, type ReactElement } from 'react';
import { coverWidths } from '@/lib/api/cover-widths';
import { coverLook, type Look } from '@/lib/cover-looks';

interface CoverProps {
  course: {
    id: string;
    slug: string;
    category: string;
    status: string;
    cover_file_id?: string | null | undefined;
  };
  /** In a list, where neighbors do not look alike; by itself a course has its own. */
  look?: Look | undefined;
  /** How wide it is shown, as in CSS. */
  sizes: string;
  /** Further down a page than anybody sees at first. */
  isLazy?: boolean;
}

/**
 * The cover of a course: its picture, over a color for its category and a pattern. The title next to
 * it says what it is. A draft's picture is only for its author, whom an image cannot name.
 */
export function Cover({ course, look, sizes, isLazy = false }: CoverProps): ReactElement {
  const { hue, form } = look ?? coverLook(course);
  const [failed, setFailed] = useState<string | null>(null);
  const file = course.status === 'published' ? (course.cover_file_id ?? null) : null;
  const pictured = file === null ? '' : ' cover--pictured';
  const address = `/api/courses/${course.id}/cover?v=${file}&width=`;
  return (
    <div className={`cover cover--hue-${hue} cover--form-${form}${pictured}`} aria-hidden="true">
      {file === null || file === failed ? null : (
        <img
          className="cover__picture"
          sizes={sizes}
          srcSet={coverWidths.map((width) => `${address}${width} ${width}w`).join(', ')}
          src={`${address}${coverWidths[0]}`}
          alt=""
          width={coverWidths[0]}
          height={(coverWidths[0] * 9) / 16}
          loading={isLazy ? 'lazy' : 'eager'}
          decoding="async"
          onError={() => setFailed(file)}
        />
      )}
    </div>
  );
}
