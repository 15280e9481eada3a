import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '@/lib/api/client';
import type { Language } from '@/lib/i18n/language';
import type { Words } from './get-template';

/** POST /api/templates/{id}/preview: changes nothing, so it is a query. */
export function previewTemplate(id: string, language: Language, words: Words) {
  return queryOptions({
    queryKey: [`/api/templates/${encodeURIComponent(id)}/preview`, language, words],
    queryFn: ({ signal }) =>
      answer(
        api.POST('/api/templates/{id}/preview', {
          body: { language, words },
          params: { path: { id } },
          signal,
        }),
      ),
    staleTime: Infinity,
  });
}
