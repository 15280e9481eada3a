import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';
import type { Language } from '@/lib/i18n/language';

export type Words = Schemas['Words'];

/** The platform has all languages of the app. */
export type Template = Omit<Schemas['Template'], 'words' | 'built_in'> &
  Record<'words' | 'built_in', Readonly<Record<Language, Words>>>;

/** GET /api/templates/{id} */
export function getTemplate(id: string) {
  return queryOptions({
    queryKey: [`/api/templates/${encodeURIComponent(id)}`],
    queryFn: async ({ signal }) =>
      (await answer(
        api.GET('/api/templates/{id}', { params: { path: { id } }, signal }),
      )) as Template,
    // An editor is filled from this: it changes by saving, and is refetched on the next visit.
    staleTime: Infinity,
    gcTime: 0,
  });
}
