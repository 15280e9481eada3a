import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { api, etag, type Schemas } from '@/lib/api/client';
import { refreshCourses } from './refresh-courses';

type Doomed = Pick<Schemas['CourseOverview'], 'id' | 'version'>;

/** DELETE /api/courses/{id} */
export function useDeleteCourse(): UseMutationResult<void, Error, Doomed> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, version }) => {
      await api.DELETE('/api/courses/{id}', {
        params: { path: { id }, header: { 'If-Match': etag(version) } },
      });
    },
    onSuccess: () => refreshCourses(client, null),
  });
}
