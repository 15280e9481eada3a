import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { FailedState, Skeleton } from '@/components/states';
import { getPreferences } from '../api/get-preferences';
import { PreferencesForm } from './preferences-form';

/** How the reader wants to be contacted. */
export function Preferences(): ReactElement {
  const found = useQuery(getPreferences());
  const [round, setRound] = useState(0);
  if (found.data) {
    return (
      <PreferencesForm
        key={round}
        preferences={found.data}
        onReload={() => void found.refetch().then(() => setRound(round + 1))}
      />
    );
  }
  return found.isError ? (
    <FailedState error={found.error} onRetry={() => void found.refetch()} />
  ) : (
    <Skeleton lines={8} />
  );
}
