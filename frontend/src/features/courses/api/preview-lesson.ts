import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '@/lib/api/client';

/** POST /api/lesson-previews; it stores nothing, so the same text has the same preview. */
export function previewLesson(body: string) {
  return queryOptions({
    queryKey: ['/api/lesson-previews', body],
    queryFn: ({ signal }) => answer(api.POST('/api/lesson-previews', { body: { body }, signal })),
  });
}
