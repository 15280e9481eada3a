import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { ProblemNote } from '@/components/problem-note';
import { FailedState, Skeleton } from '@/components/states';
import { useI18n } from '@/lib/i18n/use-i18n';
import { getAnnouncement, type Announcement } from '../api/get-announcement';
import { statuses } from '../api/list-deliveries';
import { isUnderWay } from './is-under-way';
import { ProgressBadge } from './progress-badge';

const LOOK_AGAIN_MS = 2000;
// The rest waits for quiet hours to end: shown on the next visit.
const PATIENCE_MS = 120_000;

function lookAgain(announcement: Announcement | undefined): number | false {
  if (announcement === undefined || !isUnderWay(announcement)) return false;
  const { finished_at: finishedAt } = announcement;
  const isRecent = finishedAt === null || Date.now() - Date.parse(finishedAt) < PATIENCE_MS;
  return isRecent ? LOOK_AGAIN_MS : false;
}

/** The progress of an announcement, polled while it is under way. */
export function AnnouncementProgress({ id }: { id: string }): ReactElement {
  const query = useQuery({
    ...getAnnouncement(id),
    refetchInterval: ({ state }) => lookAgain(state.data),
    refetchOnWindowFocus: true,
  });
  if (!query.data) {
    return query.isError ? (
      <FailedState error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <Skeleton lines={6} />
    );
  }
  return (
    <>
      {query.isError ? <ProblemNote error={query.error} /> : null}
      <Progress announcement={query.data} />
      <Words announcement={query.data} />
    </>
  );
}

function Progress({ announcement }: { announcement: Announcement }): ReactElement {
  const { t, number } = useI18n();
  const { recipients, requested } = announcement;
  return (
    <section className="panel">
      <h2 className="panel__title">{t('announce.progress')}</h2>
      <p className="progress__words" role="status">
        <span>
          {recipients === null
            ? t('announce.counting')
            : t('announce.requested', { count: recipients, requested })}
        </span>
        <ProgressBadge announcement={announcement} />
      </p>
      <progress
        className="progress"
        aria-label={t('announce.progress')}
        max={Math.max(recipients ?? 0, requested, 1)}
        value={requested}
      />
      <dl className="facts">
        {statuses.map((one) => (
          <div key={one}>
            <dt>{t(`delivery.${one}`)}</dt>
            <dd>{number(announcement.states[one] ?? 0)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Words({ announcement }: { announcement: Announcement }): ReactElement {
  const { t, date, dateTime } = useI18n();
  return (
    <section className="panel">
      <h2 className="panel__title">{t('announce.words')}</h2>
      <dl className="facts facts--wide">
        <div>
          <dt>{t('announce.course')}</dt>
          <dd>
            <Link href={`/teach/${announcement.course_id}/roster`} dir="auto">
              {announcement.course_title}
            </Link>
          </dd>
        </div>
        {announcement.stuck_since ? (
          <div>
            <dt>{t('report.stuckSince')}</dt>
            <dd>{date(announcement.stuck_since)}</dd>
          </div>
        ) : null}
        <div>
          <dt>{t('delivery.created')}</dt>
          <dd>{dateTime(announcement.created_at)}</dd>
        </div>
        <div>
          <dt>{t('delivery.channel')}</dt>
          <dd>
            {[announcement.channel, ...announcement.fallbacks]
              .map((one) => t(`channel.${one}`))
              .join(', ')}
          </dd>
        </div>
      </dl>
      <p className="prose" dir="auto">
        {announcement.text}
      </p>
    </section>
  );
}
