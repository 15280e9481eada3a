import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Badge } from '@/components/badge';
import { Button } from '@/components/button';
import { explain, ProblemNote } from '@/components/problem-note';
import { Skeleton } from '@/components/states';
import { notify } from '@/components/toast';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useEndSession } from './api/end-session';
import { listSessions, type SignIn } from './api/list-sessions';
import { device } from './device';

/** Where the account is signed in, with a way to end every session but this one. */
export function SessionList(): ReactElement {
  const { t } = useI18n();
  const query = useQuery(listSessions());
  return (
    <section className="panel">
      <h2 className="panel__title">{t('sessions.title')}</h2>
      {query.data ? (
        <ul className="sessions">
          {query.data.items.map((one) => (
            <SessionRow key={one.id} signIn={one} />
          ))}
        </ul>
      ) : query.isError ? (
        <ProblemNote error={query.error} />
      ) : (
        <Skeleton shape="rows" lines={2} />
      )}
    </section>
  );
}

function SessionRow({ signIn }: { signIn: SignIn }): ReactElement {
  const i18n = useI18n();
  const { t, dateTime } = i18n;
  const end = useEndSession();
  const known = device(signIn.user_agent);
  const name =
    known === null ? signIn.user_agent || t('sessions.unknown') : t('sessions.on', { ...known });
  return (
    <li className="session">
      <div>
        <p className="person">
          <bdi>{name}</bdi>{' '}
          {signIn.current ? <Badge kind="good">{t('sessions.current')}</Badge> : null}
        </p>
        <p className="muted">
          {t('sessions.seen', {
            date: dateTime(signIn.last_seen_at),
            since: dateTime(signIn.created_at),
          })}
        </p>
      </div>
      {signIn.current ? null : (
        <Button
          aria-label={t('sessions.endName', { name })}
          onClick={() => {
            end.mutateAsync(signIn).then(
              () => notify(t('sessions.ended', { name })),
              (error: unknown) => notify(explain(error, i18n), 'failed'),
            );
          }}
        >
          {t('sessions.end')}
        </Button>
      )}
    </li>
  );
}
