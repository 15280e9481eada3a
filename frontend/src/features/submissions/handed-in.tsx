import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { FailedState, Skeleton } from '@/components/states';
import { fileSize } from '@/lib/files/file-size';
import { useI18n } from '@/lib/i18n/use-i18n';
import { getSubmission } from './api/get-submission';
import type { Submission } from './api/list-submissions';

/** The files of a submission; their addresses are asked for when somebody opens the list. */
export function HandedInFiles({ submission }: { submission: Submission }): ReactElement | null {
  const { t } = useI18n();
  const [isOpen, setOpen] = useState(false);
  const count = submission.file_ids.length;
  if (count === 0) return null;
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('exercise.showFiles', { count })}</summary>
      {isOpen ? <Links id={submission.id} /> : null}
    </details>
  );
}

function Links({ id }: { id: string }): ReactElement {
  const { t, number } = useI18n();
  const query = useQuery(getSubmission(id));
  if (query.isError && !query.data) {
    return <FailedState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Skeleton shape="rows" lines={1} />;
  const { files, file_ids } = query.data;
  return (
    <>
      <ul className="upload__files">
        {files.map((one) => (
          <li key={one.url} className="upload__file">
            <a href={one.url} download={one.name} rel="noopener nofollow" dir="auto">
              {one.name}
            </a>
            <span className="muted">{fileSize(one.bytes, number)}</span>
          </li>
        ))}
      </ul>
      {files.length < file_ids.length ? <p className="muted">{t('exercise.filesGone')}</p> : null}
    </>
  );
}
