import type { QueryFilters } from '@tanstack/react-query';
import type { Schemas } from '@/lib/api/client';

export type ProgressPage = Schemas['Page_Learning_'];

/** Every cached list of GET /api/progress: it has the courses that one is enrolled in. */
export const progressLists: QueryFilters = {
  predicate: ({ queryKey: [path] }) =>
    typeof path === 'string' && path.startsWith('/api/progress?'),
};
