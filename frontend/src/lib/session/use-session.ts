import { useSyncExternalStore } from 'react';
import { session, type Person } from './session';

export function usePerson(): Person | null {
  return useSyncExternalStore(session.subscribe, session.person);
}

export function useMayTeach(): boolean {
  const role = usePerson()?.role;
  return role === 'instructor' || role === 'admin';
}
