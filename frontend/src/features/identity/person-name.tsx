import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { ApiProblem } from '@/lib/api/problem';
import { useI18n } from '@/lib/i18n/use-i18n';
import { getUser } from './api/get-user';

/**
 * The name of an account; empty while it loads, the id if nobody can say whose it is. `unknown` is
 * said of an id without an account, else that it was deleted.
 */
export function useName(id: string | null, unknown?: string): string {
  const { t } = useI18n();
  const { data, error } = useQuery({ ...getUser(id ?? ''), enabled: id !== null });
  if (id === null) return '';
  if (data !== undefined) return data.name;
  if (error instanceof ApiProblem && error.status === 404) {
    return unknown ?? t('person.deleted');
  }
  return error === null ? '' : id;
}

/** Who an id stands for. A link around it has a name while it loads, too. */
export function PersonName({ id, unknown }: { id: string; unknown?: string }): ReactElement {
  return <bdi>{useName(id, unknown) || '…'}</bdi>;
}
