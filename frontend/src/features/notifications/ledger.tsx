import type { ReactElement } from 'react';
import { Badge } from '@/components/badge';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Notification } from './api/list-notifications';

type Attempt = Notification['attempts'][number];

const kinds = {
  delivered: 'good',
  confirmed: 'good',
  bounced: 'bad',
  failed: 'bad',
  deferred: 'warn',
  unknown: 'warn',
  suppressed: 'warn',
  held: 'neutral',
  replayed: 'neutral',
} as const satisfies Record<Attempt['outcome'], string>;

/** Every attempt, decision and report of one message, oldest first. */
export function Ledger({ attempts }: { attempts: readonly Attempt[] }): ReactElement {
  const { t } = useI18n();
  if (attempts.length === 0) return <p className="muted">{t('delivery.none')}</p>;
  return (
    <ol className="ledger">
      {attempts.map((attempt, index) => (
        <Entry key={`${attempt.at} ${index}`} attempt={attempt} />
      ))}
    </ol>
  );
}

function Entry({ attempt }: { attempt: Attempt }): ReactElement {
  const { t, moment } = useI18n();
  const { next_attempt_at: next, duration_seconds: seconds } = attempt;
  return (
    <li className="ledger__entry">
      <p className="ledger__head">
        <Badge kind={kinds[attempt.outcome]}>{t(`attempt.${attempt.outcome}`)}</Badge>
        <span>{t(`channel.${attempt.channel}`)}</span>
        <time className="muted" dateTime={attempt.at}>
          {moment(attempt.at)}
        </time>
      </p>
      {/* The provider's own words, in whatever language it speaks. */}
      <p className="ledger__detail" dir="auto">
        {attempt.detail}
      </p>
      {seconds === null || seconds === undefined ? null : <Duration seconds={seconds} />}
      {next ? (
        <p className="muted">
          {t(attempt.outcome === 'held' ? 'attempt.until' : 'attempt.next', {
            date: moment(next),
          })}
        </p>
      ) : null}
    </li>
  );
}

function Duration({ seconds }: { seconds: number }): ReactElement {
  const { t, number } = useI18n();
  return (
    <p className="muted">
      {seconds < 1
        ? t('attempt.milliseconds', { milliseconds: Math.max(1, Math.round(seconds * 1000)) })
        : t('attempt.seconds', { seconds: number(seconds, 1) })}
    </p>
  );
}
