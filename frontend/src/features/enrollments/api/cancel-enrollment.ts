import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { dropLessonsOf } from '@/lib/offline/lessons';
import { ownActiveKey, type Enrollment, type EnrollmentPage } from './list-enrollments';
import { progressLists, type ProgressPage } from './progress-lists';
import { refreshEnrollments } from './refresh-enrollments';

type Left = Pick<Enrollment, 'id' | 'course_id'>;

/** DELETE /api/enrollments/{id}: removed from all lists immediately, restored if refused. */
export function useCancelEnrollment(): UseMutationResult<
  void,
  Error,
  Left,
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
      client.setQueriesData<ProgressPage>(progressLists, (page) => page && without(page, id));
      return { before };
    },
    onError: (_error, _enrollment, context) => {
      client.setQueryData(ownActiveKey, context?.before);
      void refreshEnrollments(client);
    },
    onSuccess: (_nothing, { course_id }) => {
      void client.invalidateQueries(progressLists);
      // What the seat had opened is closed, also for people who read on without a network.
      client.removeQueries({
        predicate: ({ queryKey: [path] }) => typeof path === 'string' && path.includes('/lessons/'),
      });
      void dropLessonsOf(course_id);
    },
  });
}

function without(page: ProgressPage, id: string): ProgressPage {
  const items = page.items.filter((one) => one.enrollment_id !== id);
  return { ...page, items, total: page.total - (page.items.length - items.length) };
}
