import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { answer, api, idempotencyKey, type Schemas } from '@/lib/api/client';
import { refreshCourses } from './refresh-courses';

type Course = Schemas['CourseOverview'];
export type NewCourse = Schemas['NewCourse'];

/** POST /api/courses */
export function useCreateCourse(): UseMutationResult<Course, Error, NewCourse> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body) =>
      answer(
        api.POST('/api/courses', {
          body,
          params: { header: { 'Idempotency-Key': idempotencyKey() } },
        }),
      ),
    onSuccess: (course) => refreshCourses(client, course),
  });
}
