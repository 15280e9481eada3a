import { useQuery } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { Link } from 'wouter';
import { fileSize } from '@/lib/files/file-size';
import { getFile } from '@/lib/files/get-file';
import { useI18n } from '@/lib/i18n/use-i18n';
import { Button } from '../button';
import { explain } from '../problem-note';
import { ProgressBar } from '../progress-bar';
import type { Sending } from './use-uploads';

interface StoredRowProps {
  id: string;
  onRemove: () => void;
  /** What else there is to say about the file. */
  children?: ReactNode;
}

/** A file that is there. */
export function StoredRow({ id, onRemove, children }: StoredRowProps): ReactElement {
  const i18n = useI18n();
  const { t, number } = i18n;
  const { data, error } = useQuery(getFile(id));
  const name = data?.name ?? t('upload.unnamed');
  return (
    <li className="upload__file">
      <span className="upload__name" dir="auto">
        {name} {data ? <span className="muted">{fileSize(data.bytes, number)}</span> : null}
      </span>
      <Button look="quiet" aria-label={t('upload.removeOf', { name })} onClick={onRemove}>
        {t('upload.remove')}
      </Button>
      {error && !data ? (
        <span className="field__error upload__more">{explain(error, i18n)}</span>
      ) : null}
      {children ? <span className="upload__more">{children}</span> : null}
    </li>
  );
}

interface SendingRowProps {
  sending: Sending;
  onRetry: () => void;
  onDrop: () => void;
}

/** A file on its way, or what kept it from arriving and what to do. */
export function SendingRow({ sending, onRetry, onDrop }: SendingRowProps): ReactElement {
  const { t } = useI18n();
  const { fault, percent, mayRetry, isFull } = sending;
  const { name } = sending.file;
  return (
    <li className="upload__file">
      <span className="upload__name" dir="auto">
        {name}
      </span>
      <span className="upload__actions">
        {mayRetry ? (
          <Button aria-label={t('upload.retryOf', { name })} onClick={onRetry}>
            {t('action.retry')}
          </Button>
        ) : null}
        <Button
          look="quiet"
          aria-label={t(fault === null ? 'upload.cancelOf' : 'upload.dismissOf', { name })}
          onClick={onDrop}
        >
          {t(fault === null ? 'upload.cancel' : 'action.dismiss')}
        </Button>
      </span>
      {fault === null ? (
        <span className="upload__more upload__progress">
          <ProgressBar percent={percent} label={t('upload.progress', { name })} />
          <span className="muted">
            {percent < 100 ? t('upload.percent', { percent }) : t('upload.checking')}
          </span>
        </span>
      ) : (
        <span className="field__error upload__more" role="alert" dir="auto">
          {fault} {isFull ? <Link href="/files">{t('files.title')}</Link> : null}
        </span>
      )}
    </li>
  );
}
