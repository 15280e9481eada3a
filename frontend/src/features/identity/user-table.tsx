import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useLocation, useSearch } from 'wouter';
import { Badge } from '@/components/badge';
import { Button, ButtonLink } from '@/components/button';
import { ConfirmDialog } from '@/components/dialog';
import { Select, TextField } from '@/components/field';
import { Pagination } from '@/components/pagination';
import { explain } from '@/components/problem-note';
import { EmptyState, FailedState, Skeleton } from '@/components/states';
import { notify } from '@/components/toast';
import { requestPath } from '@/lib/api/path';
import { listUsersQuery } from '@/lib/api/queries';
import { useI18n } from '@/lib/i18n/use-i18n';
import { usePerson } from '@/lib/session/use-session';
import type { User } from './api/get-me';
import { listUsers } from './api/list-users';
import { useUpdateUser } from './api/update-user';

const roles = listUsersQuery.role.values;
const PAGE_SIZE = 20;
const TYPING_PAUSE_MS = 250;

/** Finds people and decides what they may do. The search lives in the address. */
export function UserTable(): ReactElement {
  const { t } = useI18n();
  const [, navigate] = useLocation();
  const params = new URLSearchParams(useSearch());
  const q = params.get('q') ?? '';
  const role = roles.find((one) => one === params.get('role'));
  const active = params.get('active');
  const page = Math.max(1, Number(params.get('page') ?? 1) || 1);
  const timer = useRef<number>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);

  const query = useQuery({
    ...listUsers({
      limit: PAGE_SIZE,
      page,
      ...(q === '' ? {} : { q }),
      ...(role === undefined ? {} : { role }),
      ...(active === 'true' || active === 'false' ? { active: active === 'true' } : {}),
    }),
    placeholderData: keepPreviousData,
  });

  function href(change: Record<string, string | number>): string {
    return requestPath('/admin/users', { q, role, active, ...change });
  }

  return (
    <>
      <div className="toolbar" role="search">
        <TextField
          label={t('users.search')}
          type="search"
          defaultValue={q}
          maxLength={listUsersQuery.q.maxLength}
          onChange={({ target }) => {
            window.clearTimeout(timer.current);
            timer.current = window.setTimeout(
              () => navigate(href({ q: target.value.trim() }), { replace: true }),
              TYPING_PAUSE_MS,
            );
          }}
        />
        <Select
          label={t('users.role')}
          value={role ?? ''}
          onChange={({ target }) => navigate(href({ role: target.value }))}
        >
          <option value="">{t('users.anyRole')}</option>
          {roles.map((one) => (
            <option key={one} value={one}>
              {t(`role.${one}`)}
            </option>
          ))}
        </Select>
        <Select
          label={t('users.state')}
          value={active ?? ''}
          onChange={({ target }) => navigate(href({ active: target.value }))}
        >
          <option value="">{t('users.anyState')}</option>
          <option value="true">{t('users.active')}</option>
          <option value="false">{t('users.inactive')}</option>
        </Select>
      </div>
      {query.data ? (
        <>
          <p className="muted" role="status">
            {t('users.count', { count: query.data.total })}
          </p>
          {query.data.items.length > 0 ? (
            <Rows users={query.data.items} />
          ) : (
            <EmptyState icon="search" title={t('users.empty')} />
          )}
          <Pagination
            page={page}
            pages={Math.ceil(query.data.total / PAGE_SIZE)}
            href={(to) => href({ page: to })}
          />
        </>
      ) : query.isError ? (
        <FailedState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Skeleton shape="rows" lines={8} />
      )}
    </>
  );
}

function Rows({ users }: { users: readonly User[] }): ReactElement {
  const { t } = useI18n();
  return (
    <div className="table-frame" role="region" aria-label={t('users.title')} tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('user.name')}</th>
            <th scope="col" className="table__spare">
              {t('users.since')}
            </th>
            <th scope="col">{t('users.role')}</th>
            <th scope="col">{t('users.state')}</th>
            <th scope="col">
              <span className="visually-hidden">{t('table.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {users.map((user) => (
            <Row key={user.id} user={user} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ user }: { user: User }): ReactElement {
  const i18n = useI18n();
  const { t, date } = i18n;
  const me = usePerson();
  const update = useUpdateUser();
  const [asking, setAsking] = useState(false);
  const isMe = me?.id === user.id;

  function change(what: { role?: User['role']; active?: boolean }): void {
    update.mutateAsync({ user, change: what }).then(
      () => notify(t('users.changed', { name: user.name })),
      (error: unknown) => notify(explain(error, i18n), 'failed'),
    );
  }

  return (
    <tr>
      <th scope="row">
        <span className="person" dir="auto">
          {user.name}
        </span>
        <span className="muted" dir="ltr">
          {user.email}
        </span>
      </th>
      <td className="table__spare">{date(user.created_at)}</td>
      <td>
        {isMe ? (
          t(`role.${user.role}`)
        ) : (
          <select
            className="input input--select input--small"
            aria-label={t('users.roleOf', { name: user.name })}
            value={user.role}
            onChange={({ target }) => {
              const role = roles.find((one) => one === target.value);
              if (role !== undefined) change({ role });
            }}
          >
            {roles.map((one) => (
              <option key={one} value={one}>
                {t(`role.${one}`)}
              </option>
            ))}
          </select>
        )}
      </td>
      <td>
        <Badge kind={user.active ? 'good' : 'bad'}>
          {t(user.active ? 'users.active' : 'users.inactive')}
        </Badge>
      </td>
      <td className="table__actions">
        <ButtonLink
          href={requestPath('/admin/deliveries', { recipient_id: user.id })}
          label={t('users.messagesTo', { name: user.name })}
        >
          {t('users.messages')}
        </ButtonLink>{' '}
        {isMe ? (
          <span className="muted">{t('users.you')}</span>
        ) : (
          <Button
            aria-label={t(user.active ? 'users.deactivateName' : 'users.activateName', {
              name: user.name,
            })}
            onClick={() => (user.active ? setAsking(true) : change({ active: true }))}
          >
            {t(user.active ? 'users.deactivate' : 'users.activate')}
          </Button>
        )}
        {asking ? (
          <ConfirmDialog
            title={t('users.deactivateName', { name: user.name })}
            text={t('users.deactivateText')}
            action={t('users.deactivate')}
            onConfirm={() => change({ active: false })}
            onClose={() => setAsking(false)}
          />
        ) : null}
      </td>
    </tr>
  );
}
