import { useEffect, useId, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { fileRules } from '@/lib/api/file-rules';
import { fileSize } from '@/lib/files/file-size';
import { accepted, takenEndings, type Purpose } from '@/lib/files/file-types';
import { useI18n } from '@/lib/i18n/use-i18n';
import { SendingRow, StoredRow } from './upload-rows';
import { useUploads } from './use-uploads';

interface UploadFieldProps {
  label: string;
  hint?: string;
  purpose: Purpose;
  /** The ids of the files that are there. */
  files: readonly string[];
  /** How many there may be; of one, the next takes the place. */
  most: number;
  onChange: (files: readonly string[]) => void;
  /** Called with what was taken away. */
  onRemoved?: (id: string) => void;
  /** What else there is to say about a file that is there. */
  about?: (id: string) => ReactNode;
  error?: string | undefined;
}

/**
 * Uploads files, chosen or dropped, straight to where they are kept. What may be uploaded is said
 * before anybody waits for it.
 */
export function UploadField({
  label,
  hint,
  purpose,
  files,
  most,
  onChange,
  onRemoved,
  about,
  error,
}: UploadFieldProps): ReactElement {
  const { t, number } = useI18n();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const [said, setSaid] = useState('');
  const isSingle = most === 1;
  // Two files may arrive before the page is drawn again: the second is added to the first.
  const latest = useRef(files);
  useEffect(() => {
    latest.current = files;
  }, [files]);
  const { sending, choose, retry, drop } = useUploads({
    purpose,
    room: isSingle ? 1 : most - files.length,
    onStored: (file) => {
      setSaid(t('upload.done', { name: file.name }));
      const before = latest.current;
      latest.current = isSingle ? [file.id] : [...before, file.id];
      onChange(latest.current);
      if (isSingle) before.forEach((one) => onRemoved?.(one));
    },
  });

  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- with a button, too
    <div
      className={error ? 'field field--invalid' : 'field'}
      role="group"
      aria-labelledby={`${id}-label`}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(false);
        choose([...event.dataTransfer.files]);
      }}
    >
      <span className="field__label" id={`${id}-label`}>
        {label}
      </span>
      <ul className="upload__files">
        {files.map((one) => (
          <StoredRow
            key={one}
            id={one}
            onRemove={() => {
              onChange(files.filter((other) => other !== one));
              onRemoved?.(one);
              // The button that had the focus is gone.
              input.current?.focus();
            }}
          >
            {about?.(one)}
          </StoredRow>
        ))}
        {sending.map((one) => (
          <SendingRow
            key={one.key}
            sending={one}
            onRetry={() => retry(one)}
            onDrop={() => {
              drop(one.key);
              input.current?.focus();
            }}
          />
        ))}
      </ul>
      <div className={isOver ? 'upload__drop upload__drop--over' : 'upload__drop'}>
        <label className="button button--secondary upload__choose">
          <span id={`${id}-choose`}>
            {t(isSingle && files.length > 0 ? 'upload.replace' : 'upload.choose')}
          </span>
          <input
            ref={input}
            className="visually-hidden"
            type="file"
            accept={accepted(purpose)}
            multiple={!isSingle}
            aria-labelledby={`${id}-label ${id}-choose`}
            aria-describedby={error ? `${id}-limits ${id}-error` : `${id}-limits`}
            aria-invalid={error ? true : undefined}
            onChange={(event) => {
              // The form learns of a file when it has arrived, not when it was chosen.
              event.stopPropagation();
              choose([...(event.target.files ?? [])]);
              // So that the same file can be chosen again.
              event.target.value = '';
            }}
          />
        </label>
        <span className="muted">{t('upload.drop')}</span>
      </div>
      <p className="field__hint" id={`${id}-limits`}>
        {hint}{' '}
        {t('upload.limits', {
          types: takenEndings(purpose).join(', '),
          size: fileSize(fileRules[purpose].mostBytes, number),
        })}
      </p>
      {error ? (
        <p className="field__error" id={`${id}-error`} dir="auto">
          {error}
        </p>
      ) : null}
      <p className="visually-hidden" role="status">
        {said}
      </p>
    </div>
  );
}
