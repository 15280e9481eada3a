import type { ReactElement } from 'react';
import { Icon } from '@/components/icon';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Lesson } from './api/get-lesson';

const KILO = 1000;
const UNITS = ['kB', 'MB', 'GB'] as const;

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
            {lesson.file.content_type} · {size(lesson.file.bytes, number)}
          </span>
        ) : null}
      </p>
      <a className="button button--primary" href={address} download={name} rel="noopener nofollow">
        {t('lesson.download')}
      </a>
    </div>
  );
}

function size(bytes: number, number: (value: number, decimals?: number) => string): string {
  let amount = bytes / KILO;
  let unit = 0;
  while (amount >= KILO && unit < UNITS.length - 1) {
    amount /= KILO;
    unit += 1;
  }
  return `${number(amount, amount < 10 ? 1 : 0)} ${UNITS[unit] ?? ''}`;
}
