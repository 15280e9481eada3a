import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { answer, api, idempotencyKey, type Schemas } from '@/lib/api/client';
import { session } from '@/lib/session/session';
import { ownActiveKey, type Enrollment, type EnrollmentPage } from './list-enrollments';
import { progressLists } from './progress-lists';
import { refreshEnrollments } from './refresh-enrollments';

type Wanted = Pick<Schemas['CourseOverview'], 'id' | 'title' | 'slug'>;

/** POST /api/enrollments: the seat is shown immediately, and removed if refused. */
export function useCreateEnrollment(): UseMutationResult<
  Enrollment,
  Error,
  Wanted,
  { before: EnrollmentPage | undefined }
> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (course) =>
      answer(
        api.POST('/api/enrollments', {
          body: { course_id: course.id },
          params: { header: { 'Idempotency-Key': idempotencyKey() } },
        }),
      ),
    onMutate: async (course) => {
      await client.cancelQueries({ queryKey: ownActiveKey });
      const before = client.getQueryData<EnrollmentPage>(ownActiveKey);
      client.setQueryData<EnrollmentPage>(
        ownActiveKey,
        (page) =>
          page && { ...page, total: page.total + 1, items: [expected(course), ...page.items] },
      );
      return { before };
    },
    onError: (_error, _course, context) => {
      client.setQueryData(ownActiveKey, context?.before);
      void refreshEnrollments(client);
    },
    onSuccess: (made) => {
      void client.invalidateQueries(progressLists);
      client.setQueryData<EnrollmentPage>(
        ownActiveKey,
        (page) =>
          page && {
            ...page,
            items: [made, ...page.items.filter((one) => one.course_id !== made.course_id)],
          },
      );
    },
  });
}

function expected(course: Wanted): Enrollment {
  return {
    id: '',
    user_id: session.person()?.id ?? '',
    course_id: course.id,
    course_title: course.title,
    course_slug: course.slug,
    status: 'active',
    created_at: new Date().toISOString(),
  };
}
