import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { Combobox } from '@/components/combobox';
import { explain } from '@/components/problem-note';
import { listUsersQuery } from '@/lib/api/queries';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useSettled } from '@/lib/use-settled';
import type { User } from './api/get-me';
import { getUser } from './api/get-user';
import { listUsers } from './api/list-users';
import { useName } from './person-name';

const SHOWN = 8;
const TYPING_PAUSE_MS = 250;
const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

interface PersonPickerProps {
  label: string;
  /** What the button that chooses nobody says. */
  clearLabel: string;
  /** Who is chosen; null is nobody. */
  id: string | null;
  /** An id can be typed, too, and is shown where it has no account. */
  takesIds?: boolean;
  onChoose: (id: string | null) => void;
}

/** Finds one person by a part of their name or address. */
export function PersonPicker({
  label,
  clearLabel,
  id,
  takesIds = false,
  onChoose,
}: PersonPickerProps): ReactElement {
  const i18n = useI18n();
  const { t } = i18n;
  const client = useQueryClient();
  const name = useName(id, takesIds && id !== null ? id : undefined);
  const [typed, setTyped] = useState('');
  const q = useSettled(typed.trim(), TYPING_PAUSE_MS);
  const typedId = takesIds && ID.test(typed.trim()) ? typed.trim().toLowerCase() : null;
  const isWanted = typed.trim() !== '' && q !== '' && typedId === null;
  const query = useQuery({
    ...listUsers({ limit: SHOWN, q }),
    enabled: isWanted,
    placeholderData: keepPreviousData,
  });
  const found = isWanted ? query.data : undefined;
  const total = found?.total ?? 0;
  const error = isWanted && query.isError ? explain(query.error, i18n) : '';
  const people = error === '' ? found?.items.map(toChoice) : [];
  const choices =
    typedId === null ? people : [{ id: typedId, label: typedId, detail: t('person.byId') }];

  return (
    <Combobox
      label={label}
      hint={t('users.search')}
      value={name}
      choices={choices}
      status={
        found === undefined
          ? error
          : t(total > SHOWN ? 'person.foundMore' : 'person.found', { count: total, shown: SHOWN })
      }
      isBusy={typedId === null && (typed.trim() !== q || query.isPlaceholderData)}
      clearLabel={clearLabel}
      maxLength={listUsersQuery.q.maxLength}
      onType={setTyped}
      onChoose={(choice) => {
        const user = found?.items.find((one) => one.id === choice?.id);
        if (user !== undefined) client.setQueryData(getUser(user.id).queryKey, user);
        onChoose(choice?.id ?? null);
      }}
    />
  );
}

function toChoice({ id, name, email }: User): { id: string; label: string; detail: string } {
  return { id, label: name, detail: email };
}
