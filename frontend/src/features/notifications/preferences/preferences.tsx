import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { FailedState, Skeleton } from '@/components/states';
import { getPreferences } from '../api/get-preferences';
import { PreferencesForm } from './preferences-form';

/** How the reader wants to be contacted. */
export function Preferences(): ReactElement {
  const query = useQuery(getPreferences());
  const [round, setRound] = useState(0);
  if (query.data) {
    return (
      <PreferencesForm
        key={round}
        preferences={query.data}
        onReload={() => void query.refetch().then(() => setRound(round + 1))}
      />
    );
  }
  return query.isError ? (
    <FailedState error={query.error} onRetry={() => void query.refetch()} />
  ) : (
    <Skeleton lines={8} />
  );
}
