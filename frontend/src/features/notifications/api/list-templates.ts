import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '@/lib/api/client';

export type TemplateSummary = Schemas['TemplateSummary'];
export const templatesKey = ['/api/templates'];

/** GET /api/templates */
export function listTemplates() {
  return queryOptions({
    queryKey: templatesKey,
    queryFn: ({ signal }) => answer(api.GET('/api/templates', { signal })),
  });
}
