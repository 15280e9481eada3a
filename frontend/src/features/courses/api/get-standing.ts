import { queryOptions, type QueryClient, type QueryState } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';
import { requestPath } from '@/lib/api/path';

export type Standing = Schemas['CatalogItem'];

const FRESH_MS = 15_000;

/** The newest list that has the course in it. */
function findList(client: QueryClient, courseId: string) {
  return client
    .getQueryCache()
    .findAll({ predicate: ({ queryKey: [path] }) => String(path).startsWith('/api/courses?') })
    .map(({ state }) => state as QueryState<Schemas['CatalogPage']>)
    .filter(({ data }) => data?.items.some(({ id }) => id === courseId))
    .sort((one, other) => other.dataUpdatedAt - one.dataUpdatedAt)[0];
}

/**
 * GET /api/courses?id=...: what the catalog alone knows of a course. A list that has just shown the
 * course saves the request.
 */
export function getStanding(client: QueryClient, courseId: string) {
  const query = { id: courseId, limit: 1 };
  return queryOptions({
    queryKey: [requestPath('/api/courses', query)],
    queryFn: ({ signal }) => answer(api.GET('/api/courses', { params: { query }, signal })),
    select: ({ items }) => items.find(({ id }) => id === courseId),
    initialData: () => findList(client, courseId)?.data,
    initialDataUpdatedAt: () => findList(client, courseId)?.dataUpdatedAt,
    // Others take seats, too.
    staleTime: FRESH_MS,
    refetchOnWindowFocus: true,
  });
}

/** How many seats are left: null without a limit, undefined while it is not known. */
export function seatsLeft(
  course: Pick<Schemas['CourseOverview'], 'capacity'>,
  standing: Standing | undefined,
): number | null | undefined {
  if (course.capacity === null) return null;
  return standing && Math.max(course.capacity - standing.enrolled, 0);
}
