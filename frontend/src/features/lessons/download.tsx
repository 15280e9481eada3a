import type { ReactElement } from 'react';
import { Icon } from '@/components/icon';
import { fileSize } from '@/lib/files/file-size';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Lesson } from './api/get-lesson';

/** A file of a lesson: what it is called, what it is, how large, and a way to have it. */
export function Download({ lesson }: { lesson: Lesson }): ReactElement | null {
  const { t, number } = useI18n();
  const address = lesson.file?.url ?? lesson.url;
  if (!address) return null;
  const name = lesson.file?.name ?? address.split(/[?#]/)[0]?.split('/').at(-1) ?? address;
  return (
    <div className="download panel">
      <Icon name="file" />
      <p className="download__words">
        <span className="download__name" dir="auto">
          {name}
        </span>
        {lesson.file ? (
          <span className="muted">
            {lesson.file.content_type} · {fileSize(lesson.file.bytes, number)}
          </span>
        ) : null}
      </p>
      <a className="button button--primary" href={address} download={name} rel="noopener nofollow">
        {t('lesson.download')}
      </a>
    </div>
  );
}
