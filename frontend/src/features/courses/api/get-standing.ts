import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';
import { requestPath } from '@/lib/api/path';

export type Standing = Schemas['CatalogItem'];

const FRESH_MS = 15_000;

/** GET /api/courses?id=...: what the catalog alone knows of a course. */
export function getStanding(courseId: string) {
  const query = { id: courseId, limit: 1 };
  return queryOptions({
    queryKey: [requestPath('/api/courses', query)],
    queryFn: ({ signal }) => answer(api.GET('/api/courses', { params: { query }, signal })),
    select: ({ items: [standing] }) => standing,
    // Others take seats, too.
    staleTime: FRESH_MS,
    refetchOnWindowFocus: true,
  });
}

/** How many seats are left: null without a limit, undefined while it is not known. */
export function seatsLeft(
  course: Pick<Schemas['Course'], 'capacity'>,
  standing: Standing | undefined,
): number | null | undefined {
  if (course.capacity === null) return null;
  return standing && Math.max(course.capacity - standing.enrolled, 0);
}
