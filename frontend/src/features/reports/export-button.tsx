import type { ReactElement } from 'react';
import { useSearch } from 'wouter';
import { Button } from '@/components/button';
import { explain } from '@/components/problem-note';
import { notify } from '@/components/toast';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useExportCourseReport } from './api/export-course-report';
import { orderOf } from './report-order';
import { daysOf, stuckSince } from './stuck-since';

interface ExportButtonProps {
  courseId: string;
  /** What the file is called. */
  name: string;
}

/** Keeps the report that is shown, with all its pages and in its order, as a file for spreadsheets. */
export function ExportButton({ courseId, name }: ExportButtonProps): ReactElement {
  const i18n = useI18n();
  const search = useSearch();
  const days = daysOf(search);
  const query = {
    order: orderOf(search),
    ...(days === null ? {} : { stuck_since: stuckSince(days) }),
  };
  const table = useExportCourseReport(courseId);
  return (
    <Button
      disabled={table.isPending}
      onClick={() =>
        table.mutate(query, {
          onSuccess: (blob) => save(blob, `${name}.csv`),
          onError: (error) => notify(explain(error, i18n), 'failed'),
        })
      }
    >
      {i18n.t('report.export')}
    </Button>
  );
}

/** Only a link has a name for its file; the request has a token, which a link has not. */
function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
