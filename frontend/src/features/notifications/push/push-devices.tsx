import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { Badge } from '@/components/badge';
import { Button } from '@/components/button';
import { explain, ProblemNote } from '@/components/problem-note';
import { Skeleton } from '@/components/states';
import { notify } from '@/components/toast';
import { ApiProblem, NetworkProblem } from '@/lib/api/problem';
import { useI18n } from '@/lib/i18n/use-i18n';
import { usePerson } from '@/lib/session/use-session';
import { useDeletePushSubscription } from '../api/delete-push-subscription';
import {
  listPushSubscriptions,
  type PushDevice,
  type PushDevices as Devices,
} from '../api/list-push-subscriptions';
import { rememberedDevice } from './remembered-device';
import { PushDenied, pushSupport, switchOff, switchOn } from './this-browser';

/** The browsers that show the reader's messages, this one among them if they like. */
export function PushDevices(): ReactElement {
  const { t } = useI18n();
  const query = useQuery(listPushSubscriptions());
  return (
    <section className="panel">
      <h2 className="panel__title">{t('push.title')}</h2>
      {query.data ? (
        <>
          <ThisBrowser devices={query.data} />
          {query.data.items.length === 0 ? null : (
            <ul className="sessions">
              {query.data.items.map((device) => (
                <Device key={device.id} device={device} />
              ))}
            </ul>
          )}
        </>
      ) : query.isError ? (
        <ProblemNote error={query.error} />
      ) : (
        <Skeleton lines={2} />
      )}
    </section>
  );
}

function ThisBrowser({ devices }: { devices: Devices }): ReactElement {
  const i18n = useI18n();
  const { t } = i18n;
  const client = useQueryClient();
  const person = usePerson();
  const [support, setSupport] = useState(pushSupport);
  const [isPending, setPending] = useState(false);
  const isKnown = devices.items.some((one) => one.id === rememberedDevice()?.id);

  async function begin(): Promise<void> {
    if (person === null) return;
    setPending(true);
    try {
      const device = await switchOn(person.id, devices.application_server_key);
      client.setQueryData(
        listPushSubscriptions().queryKey,
        (all) =>
          all && { ...all, items: [device, ...all.items.filter((one) => one.id !== device.id)] },
      );
      notify(t('push.done'));
    } catch (error) {
      notify(explainPush(error), 'failed');
    } finally {
      setSupport(pushSupport());
      setPending(false);
    }
  }

  function explainPush(error: unknown): string {
    if (error instanceof PushDenied) return t('push.denied');
    const isOurs = error instanceof ApiProblem || error instanceof NetworkProblem;
    return isOurs ? explain(error, i18n) : t('push.failed');
  }

  if (support === 'unsupported') return <p>{t('push.unsupported')}</p>;
  if (support === 'denied') return <p>{t('push.denied')}</p>;
  if (support === 'granted' && isKnown) return <p>{t('push.on')}</p>;
  return (
    <div className="offer">
      <p>{t('push.off')}</p>
      <Button look="primary" disabled={isPending} onClick={() => void begin()}>
        {t('push.action')}
      </Button>
    </div>
  );
}

function Device({ device }: { device: PushDevice }): ReactElement {
  const i18n = useI18n();
  const { t, date, dateTime } = i18n;
  const remove = useDeletePushSubscription();
  const isHere = device.id === rememberedDevice()?.id;
  const name = browserOf(device.service);

  function forget(): void {
    remove.mutateAsync(device).then(
      () => {
        if (isHere) void switchOff();
        notify(t('push.removed', { name }));
      },
      (error: unknown) => notify(explain(error, i18n), 'failed'),
    );
  }

  return (
    <li className="session">
      <div>
        <p className="person">
          <bdi>{name}</bdi> {isHere ? <Badge kind="good">{t('sessions.current')}</Badge> : null}
        </p>
        <p className="muted">
          {t('push.since', { date: date(device.created_at), seen: dateTime(device.seen_at) })}
        </p>
      </div>
      <Button
        aria-label={t('push.removeName', { name, date: dateTime(device.created_at) })}
        onClick={forget}
      >
        {t('push.remove')}
      </Button>
    </li>
  );
}

/** The browser of a push service; the service's host when unknown. */
function browserOf(service: string): string {
  if (service === 'fcm.googleapis.com') return 'Chrome';
  if (service.endsWith('.mozilla.com')) return 'Firefox';
  if (service.endsWith('.push.apple.com')) return 'Safari';
  if (service.endsWith('.notify.windows.com')) return 'Edge';
  return service;
}
