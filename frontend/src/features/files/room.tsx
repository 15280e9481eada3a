import type { ReactElement } from 'react';
import { ProgressBar } from '@/components/progress-bar';
import { fileSize } from '@/lib/files/file-size';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { PurposeUsage } from './api/list-files';

/** How much of what somebody may keep they do keep, for each purpose that has files. */
export function Room({ usage }: { usage: readonly PurposeUsage[] }): ReactElement | null {
  const { t } = useI18n();
  const kept = usage.filter((one) => one.files > 0);
  if (kept.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="room">
      <h2 className="panel__title" id="room">
        {t('files.room')}
      </h2>
      <ul className="room">
        {kept.map((one) => (
          <PurposeRoom key={one.purpose} usage={one} />
        ))}
      </ul>
    </section>
  );
}

function PurposeRoom({ usage }: { usage: PurposeUsage }): ReactElement {
  const { t, number } = useI18n();
  const { purpose, files, bytes, quota_files, quota_bytes } = usage;
  // Whichever of the two is nearer to its end decides.
  const percent = Math.min(100, Math.max(bytes / quota_bytes, files / quota_files) * 100);
  const name = t(`files.purpose.${purpose}`);
  return (
    <li className="room__purpose">
      <span className="room__words">
        <span>{name}</span>
        <span className="muted">
          {t('files.usedOf', {
            used: fileSize(bytes, number),
            most: fileSize(quota_bytes, number),
          })}
          {' · '}
          {t('files.count', { count: files })}
        </span>
      </span>
      <ProgressBar percent={percent} label={t('files.roomFor', { purpose: name })} />
    </li>
  );
}
