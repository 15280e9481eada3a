import { useState, type ReactElement } from 'react';
import { Button } from '@/components/button';
import { ConfirmDialog } from '@/components/dialog';
import { explain } from '@/components/problem-note';
import { notify } from '@/components/toast';
import type { Schemas } from '@/lib/api/client';
import { fileSize } from '@/lib/files/file-size';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useDeleteUnusedFiles } from './api/delete-unused-files';

/** Deletes what has not been used for a while, all together, after asking. */
export function DeleteUnused({ unused }: { unused: Schemas['FileSum'] }): ReactElement | null {
  const i18n = useI18n();
  const { t, number } = i18n;
  const remove = useDeleteUnusedFiles();
  const [asking, setAsking] = useState(false);
  const { files: count, bytes } = unused;
  if (count === 0) return null;
  return (
    <>
      <Button look="danger" disabled={remove.isPending} onClick={() => setAsking(true)}>
        {t('files.deleteUnused', { count })}
      </Button>
      {asking ? (
        <ConfirmDialog
          title={t('files.deleteUnusedTitle')}
          text={t('files.deleteUnusedText', { count, size: fileSize(bytes, number) })}
          action={t('files.delete')}
          onConfirm={() =>
            remove.mutate(undefined, {
              onSuccess: ({ files }) => notify(t('files.unusedDeleted', { count: files })),
              onError: (error) => notify(explain(error, i18n), 'failed'),
            })
          }
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}
