import { QueryClient } from '@tanstack/react-query';
import { ApiProblem, NetworkProblem } from '@/lib/api/problem';

const MOMENT_MS = 60_000;
const MOST_RETRIES = 2;

/** Refusals are final; temporary failures are retried. */
function retry(failures: number, error: unknown): boolean {
  if (failures >= MOST_RETRIES) return false;
  if (error instanceof NetworkProblem) return navigator.onLine;
  return error instanceof ApiProblem && (error.status === 503 || error.status === 504);
}

function delay(failures: number, error: unknown): number {
  const retryAfter = error instanceof ApiProblem ? error.retryAfterSeconds : null;
  return Math.min((retryAfter ?? 2 ** failures * 0.5) * 1000, 8000);
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: MOMENT_MS,
        retry,
        retryDelay: delay,
        refetchOnWindowFocus: false,
        // The service worker may have a response when the network is down.
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
