import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useLocation, useSearch } from 'wouter';
import { Button } from '@/components/button';
import { TextField } from '@/components/field';
import { Form, text } from '@/components/form';
import { EmptyState, FailedState, Skeleton } from '@/components/states';
import { requestPath } from '@/lib/api/path';
import { ApiProblem } from '@/lib/api/problem';
import { useI18n } from '@/lib/i18n/use-i18n';
import { getNotification } from './api/get-notification';
import type { Notification } from './api/list-notifications';
import { DeliveryBadge } from './inbox';

/** The whole account of one message's delivery, by its id. */
export function DeliveryReport(): ReactElement {
  const { t } = useI18n();
  const [, navigate] = useLocation();
  const id = new URLSearchParams(useSearch()).get('id') ?? '';
  const found = useQuery({ ...getNotification(id), enabled: id !== '' });
  const unknown = found.error instanceof ApiProblem && found.error.status === 404;
  return (
    <>
      <Form
        error={null}
        className="toolbar"
        label={t('delivery.find')}
        onSubmit={(data) =>
          navigate(requestPath('/admin/deliveries', { id: text(data, 'id').trim() }))
        }
      >
        <TextField
          key={id}
          label={t('delivery.id')}
          name="id"
          defaultValue={id}
          dir="ltr"
          autoComplete="off"
        />
        <Button type="submit" look="primary">
          {t('delivery.find')}
        </Button>
      </Form>
      {id === '' ? null : found.data ? (
        <Account notification={found.data} />
      ) : unknown ? (
        <EmptyState icon="mail" title={t('delivery.unknown')} />
      ) : found.isError ? (
        <FailedState error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Skeleton lines={5} />
      )}
    </>
  );
}

function Account({ notification }: { notification: Notification }): ReactElement {
  const { t, dateTime } = useI18n();
  return (
    <section className="panel">
      <h2 className="panel__title" dir="auto">
        {notification.subject}
      </h2>
      <dl className="facts facts--wide">
        <div>
          <dt>{t('delivery.status')}</dt>
          <dd>
            <DeliveryBadge status={notification.status} />
          </dd>
        </div>
        <div>
          <dt>{t('delivery.channel')}</dt>
          <dd>{t(`channel.${notification.channel}`)}</dd>
        </div>
        <div>
          <dt>{t('delivery.to')}</dt>
          <dd dir="ltr">{notification.address ?? notification.recipient_id}</dd>
        </div>
        <div>
          <dt>{t('delivery.created')}</dt>
          <dd>{dateTime(notification.created_at)}</dd>
        </div>
      </dl>
      <h3>{t('delivery.attempts')}</h3>
      {notification.attempts.length === 0 ? (
        <p className="muted">{t('delivery.none')}</p>
      ) : (
        <ol className="attempts">
          {notification.attempts.map((attempt) => (
            <li key={attempt.at}>
              <time dateTime={attempt.at}>{dateTime(attempt.at)}</time>
              <strong>{t(`attempt.${attempt.outcome}`)}</strong>
              <span dir="auto">{attempt.detail}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
