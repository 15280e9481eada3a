import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { answer, api, etag, type Schemas } from '@/lib/api/client';
import { getTemplate, type Template } from './get-template';
import { templatesKey } from './list-templates';

export type TemplateChanges = Schemas['TemplateChanges'];

interface Change {
  template: Template;
  changes: TemplateChanges;
}

/** PUT /api/templates/{id}; refused when somebody else has saved since it was read. */
export function useUpdateTemplate(): UseMutationResult<Template, Error, Change> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ template: { id, version }, changes }) =>
      (await answer(
        api.PUT('/api/templates/{id}', {
          body: changes,
          params: { path: { id }, header: { 'If-Match': etag(version) } },
        }),
      )) as Template,
    onSuccess: (saved) => {
      client.setQueryData(getTemplate(saved.id).queryKey, saved);
      void client.invalidateQueries({ queryKey: templatesKey });
    },
  });
}
