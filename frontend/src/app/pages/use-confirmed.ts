import { useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { notify } from '@/components/toast';
import { meKey } from '@/features/identity/api/get-me';
import { session } from '@/lib/session/session';
import { usePerson } from '@/lib/session/use-session';

/** What follows once a link proved an address: say so, and go on where the person is at home. */
export function useConfirmed(message: string): () => void {
  const [, navigate] = useLocation();
  const client = useQueryClient();
  const person = usePerson();
  return () => {
    if (person !== null) session.rename({ ...person, email_verified: true });
    void client.invalidateQueries({ queryKey: meKey });
    notify(message);
    navigate(person === null ? '/login' : '/account', { replace: true });
  };
}
