import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { Link } from 'wouter';
import { Badge } from '@/components/badge';
import { Button } from '@/components/button';
import { ConfirmDialog } from '@/components/dialog';
import { explain } from '@/components/problem-note';
import { notify } from '@/components/toast';
import { fileSize } from '@/lib/files/file-size';
import { getFile } from '@/lib/files/get-file';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useDeleteFile } from './api/delete-file';
import type { ListedFile } from './api/list-files';

/** A file: what it is, what it is used for, and what its owner can do with it. */
export function FileRow({ file }: { file: ListedFile }): ReactElement {
  const i18n = useI18n();
  const { t, number, date } = i18n;
  const client = useQueryClient();
  const { name } = file;
  const isThere = file.stored_at !== null && file.stored_at !== undefined;

  function download(): void {
    // An address works for an hour; the one that is kept may be older.
    client.query({ ...getFile(file.id), staleTime: 0 }).then(
      ({ url }) => follow(url ?? '', name),
      (error: unknown) => notify(explain(error, i18n), 'failed'),
    );
  }

  return (
    <li className="row">
      <div className="row__words file__words">
        <h3 className="row__title file__name" dir="auto">
          {name}
        </h3>
        <p className="muted">
          {t(`files.purpose.${file.purpose}`)} · {fileSize(file.bytes, number)} ·{' '}
          {t('files.uploaded', { date: date(file.created_at) })}
        </p>
        <Uses file={file} isThere={isThere} />
      </div>
      <div className="file__actions">
        {isThere ? (
          <Button aria-label={t('files.downloadName', { name })} onClick={download}>
            {t('files.download')}
          </Button>
        ) : null}
        {/* What was handed in is there for those who grade it. */}
        {file.handed_in ? null : <DeleteButton file={file} />}
      </div>
    </li>
  );
}

function Uses({ file, isThere }: { file: ListedFile; isThere: boolean }): ReactElement {
  const { t } = useI18n();
  if (!isThere) {
    return (
      <p>
        <Badge kind="neutral">{t('files.waiting')}</Badge>
      </p>
    );
  }
  if (!file.in_use) {
    return (
      <p>
        <Badge kind="warn">{t('files.notUsed')}</Badge>
      </p>
    );
  }
  const more = file.use_count - file.uses.length;
  return (
    <>
      <p className="file__uses">
        {t(file.handed_in ? 'files.handedIn' : 'files.usedIn')}{' '}
        {file.uses.map((use) => (
          <Link
            key={`${use.course_id} ${use.lesson_id ?? ''}`}
            href={
              use.lesson_id
                ? `/courses/${use.course_id}/lessons/${use.lesson_id}`
                : `/teach/${use.course_id}`
            }
            dir="auto"
          >
            {use.lesson_title ?? use.course_title}
          </Link>
        ))}
        {more > 0 ? <span className="muted">{t('files.more', { count: more })}</span> : null}
      </p>
      {file.handed_in ? <p className="muted">{t('files.stays')}</p> : null}
    </>
  );
}

function DeleteButton({ file }: { file: ListedFile }): ReactElement {
  const i18n = useI18n();
  const { t } = i18n;
  const { name } = file;
  const remove = useDeleteFile();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button
        disabled={remove.isPending}
        aria-label={t('files.deleteName', { name })}
        onClick={() => setAsking(true)}
      >
        {t('files.delete')}
      </Button>
      {asking ? (
        <ConfirmDialog
          title={t('files.deleteTitle')}
          text={t(file.in_use ? 'files.deleteUsedText' : 'files.deleteText', { name })}
          action={t('files.delete')}
          onConfirm={() =>
            remove.mutate(file.id, {
              onSuccess: () => notify(t('files.deleted', { name })),
              onError: (error) => notify(explain(error, i18n), 'failed'),
            })
          }
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}

/** Only a link has a name for its file. */
function follow(url: string, name: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.rel = 'noopener nofollow';
  link.click();
}
