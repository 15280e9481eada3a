import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { Link } from 'wouter';
import { Button } from '@/components/button';
import { Icon, type IconName } from '@/components/icon';
import { explain, ProblemNote } from '@/components/problem-note';
import { notify } from '@/components/toast';
import { useI18n } from '@/lib/i18n/use-i18n';
import { getNotification } from './api/get-notification';
import type { Notification } from './api/list-notifications';
import { useUpdateNotification } from './api/update-notification';
import { DeliveryBadge } from './delivery-badge';
import { Ledger } from './ledger';

const icons = {
  in_app: 'bell',
  email: 'mail',
  push: 'device',
  sms: 'phone',
} as const satisfies Record<Notification['channel'], IconName>;

/** One message of the inbox. Opening one that is unread marks it as read. */
export function Message({ notification }: { notification: Notification }): ReactElement {
  const i18n = useI18n();
  const { t, dateTime } = i18n;
  const update = useUpdateNotification();
  const isUnread = notification.unread;
  // The platform's own texts have a known language; people may write in any.
  const language = notification.template === null ? undefined : notification.language;

  function mark(read: boolean): void {
    update
      .mutateAsync({ notification, read })
      .catch((error: unknown) => notify(explain(error, i18n), 'failed'));
  }

  return (
    <li className={isUnread ? 'row row--message row--unread' : 'row row--message'}>
      <details
        className="message"
        onToggle={({ currentTarget }) => {
          if (currentTarget.open && isUnread) mark(true);
        }}
      >
        <summary className="message__head">
          <Icon name={icons[notification.channel]} />
          <span className="message__subject" dir="auto" lang={language}>
            {notification.subject}
          </span>
          <span className="message__state muted">
            {isUnread ? <strong className="message__new">{t('inbox.new')}</strong> : null}
            <time dateTime={notification.created_at}>{dateTime(notification.created_at)}</time>
            {notification.status === 'delivered' ? null : (
              <DeliveryBadge notification={notification} />
            )}
          </span>
        </summary>
        <div className="message__body">
          <p className="prose" dir="auto" lang={language}>
            {notification.text}
          </p>
          {notification.link?.startsWith('/') ? (
            <p>
              <Link href={notification.link}>{t('inbox.open')}</Link>
            </p>
          ) : null}
          <p className="message__foot muted">
            <span>{t(`channel.${notification.channel}`)}</span>
            <span>{t(`category.${notification.category}`)}</span>
            <DeliveryBadge notification={notification} />
          </p>
          <Why notification={notification} />
          {notification.read_at !== null ? (
            <Button onClick={() => mark(false)}>{t('inbox.markUnread')}</Button>
          ) : null}
        </div>
      </details>
    </li>
  );
}

/** The message's delivery record, fetched on demand. */
function Why({ notification }: { notification: Notification }): ReactElement {
  const { t } = useI18n();
  const [isOpen, setOpen] = useState(false);
  const query = useQuery({
    ...getNotification(notification.id),
    placeholderData: notification,
    enabled: isOpen,
  });
  return (
    <details className="why" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t(notification.status === 'delivered' ? 'inbox.how' : 'inbox.why')}</summary>
      {query.isError ? <ProblemNote error={query.error} /> : null}
      {isOpen ? <Ledger attempts={(query.data ?? notification).attempts} /> : null}
    </details>
  );
}
