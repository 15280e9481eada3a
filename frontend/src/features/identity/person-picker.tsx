import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { Combobox } from '@/components/combobox';
import { explain } from '@/components/problem-note';
import { listUsersQuery } from '@/lib/api/fields';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useSettled } from '@/lib/use-settled';
import { getUser } from './api/get-user';
import { listUsers } from './api/list-users';
import { useName } from './person-name';

const SHOWN = 8;
const TYPING_PAUSE_MS = 250;

interface PersonPickerProps {
  label: string;
  /** What the button that chooses nobody says. */
  clearLabel: string;
  /** Who is chosen; null is nobody. */
  id: string | null;
  onChoose: (id: string | null) => void;
}

/** Finds one person by a part of their name or address. */
export function PersonPicker({ label, clearLabel, id, onChoose }: PersonPickerProps): ReactElement {
  const i18n = useI18n();
  const { t } = i18n;
  const client = useQueryClient();
  const name = useName(id);
  const [typed, setTyped] = useState('');
  const q = useSettled(typed.trim(), TYPING_PAUSE_MS);
  const isWanted = typed.trim() !== '' && q !== '';
  const query = useQuery({
    ...listUsers({ limit: SHOWN, q }),
    enabled: isWanted,
    placeholderData: keepPreviousData,
  });
  const found = isWanted ? query.data : undefined;
  const total = found?.total ?? 0;
  const error = isWanted && query.isError ? explain(query.error, i18n) : '';

  return (
    <Combobox
      label={label}
      hint={t('users.search')}
      value={name}
      choices={
        error === ''
          ? found?.items.map((one) => ({ id: one.id, label: one.name, detail: one.email }))
          : []
      }
      status={
        found === undefined
          ? error
          : t(total > SHOWN ? 'person.foundMore' : 'person.found', { count: total, shown: SHOWN })
      }
      isBusy={typed.trim() !== q || query.isPlaceholderData}
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
