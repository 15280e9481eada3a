import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { ownActiveKey, type Enrollment, type EnrollmentPage } from './list-enrollments';
import { refreshEnrollments } from './refresh-enrollments';

/** DELETE /api/enrollments/{id}: removed from the list at once, restored if refused. */
export function useCancelEnrollment(): UseMutationResult<
  void,
  Error,
  Enrollment,
  { before: EnrollmentPage | undefined }
> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id }) => {
      await api.DELETE('/api/enrollments/{id}', { params: { path: { id } } });
    },
    onMutate: async ({ id }) => {
      await client.cancelQueries({ queryKey: ownActiveKey });
      const before = client.getQueryData<EnrollmentPage>(ownActiveKey);
      client.setQueryData<EnrollmentPage>(
        ownActiveKey,
        (page) =>
          page && {
            ...page,
            total: page.total - 1,
            items: page.items.filter((one) => one.id !== id),
          },
      );
      return { before };
    },
    onError: (_error, _enrollment, context) => {
      client.setQueryData(ownActiveKey, context?.before);
      void refreshEnrollments(client);
    },
  });
}
