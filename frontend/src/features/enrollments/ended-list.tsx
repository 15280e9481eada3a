import type { ReactElement } from 'react';
import { Badge } from '@/components/badge';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Enrollment } from './api/list-enrollments';

/** Courses that were deleted: nothing is left to open or to leave. */
export function EndedList({ enrollments }: { enrollments: readonly Enrollment[] }): ReactElement {
  const { t, date } = useI18n();
  return (
    <section>
      <h2 className="section__title">{t('roster.ended')}</h2>
      <ul className="rows">
        {enrollments.map((one) => (
          <li key={one.id} className="row">
            <div className="row__words">
              <h3 className="row__title" dir="auto">
                {one.course_title}
              </h3>
              <p className="muted">
                <Badge kind="neutral">{t('roster.ended')}</Badge>{' '}
                {t('learning.ended', { date: date(one.ended_at ?? one.created_at) })}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
