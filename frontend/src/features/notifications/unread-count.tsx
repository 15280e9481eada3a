import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, type ReactElement } from 'react';
import { useLocation } from 'wouter';
import { useI18n } from '@/lib/i18n/use-i18n';
import { countUnread } from './api/list-notifications';

const MOST = 99;

/** The number of unread messages; nothing when zero or unknown. */
export function UnreadCount(): ReactElement | null {
  const { t, number } = useI18n();
  const client = useQueryClient();
  const [path] = useLocation();
  const unread = useQuery(countUnread()).data ?? 0;

  // Navigation is a good moment to refetch, if the last fetch is a minute old.
  useEffect(() => {
    client.query(countUnread()).catch(() => undefined);
  }, [client, path]);

  if (unread === 0) return null;
  return (
    <>
      <span className="count" aria-hidden="true">
        {unread > MOST ? `${number(MOST)}+` : number(unread)}
      </span>{' '}
      <span className="visually-hidden">{t('inbox.unread', { count: unread })}</span>
    </>
  );
}
