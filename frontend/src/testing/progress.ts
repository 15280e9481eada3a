import { http, HttpResponse, type HttpHandler } from 'msw';
import type { Schemas } from '@/lib/api/client';
import { caller, platform, refuse } from './platform';
import { overview, samplePage } from './samples';

type Lesson = Schemas['OutlineLesson'];

function lessonsOf(modules: readonly Schemas['OutlineModule'][] = []): Lesson[] {
  return modules.flatMap((one) => [...one.lessons, ...lessonsOf(one.modules)]);
}

function standing(courseId: string): Schemas['CourseProgress'] {
  const course = platform.state.courses.find((one) => one.id === courseId);
  const lessons = course === undefined ? [] : lessonsOf(overview(course).outline.modules);
  const completed = platform.state.completed[courseId] ?? {};
  const done = lessons.filter((one) => one.id in completed);
  const next = lessons.find((one) => !(one.id in completed));
  const times = Object.values(completed).sort();
  return {
    course_id: courseId,
    percent: Math.floor((done.length * 100) / Math.max(1, lessons.length)),
    lessons: lessons.length,
    completed_lessons: done.map(({ id }) => ({ id, completed_at: completed[id] ?? '' })),
    next_lesson: next === undefined ? null : { id: next.id, title: next.title },
    completed_at: next === undefined ? (times.at(-1) ?? null) : null,
    last_activity_at: times.at(-1) ?? null,
  };
}

function learning(enrollment: Schemas['Enrollment']): Schemas['Learning'] {
  const { completed_lessons, ...progress } = standing(enrollment.course_id);
  return {
    enrollment_id: enrollment.id,
    course_id: enrollment.course_id,
    course_title: enrollment.course_title,
    course_slug: enrollment.course_slug,
    course_status: enrollment.course_status === 'archived' ? 'archived' : 'published',
    enrolled_at: enrollment.created_at,
    percent: progress.percent,
    lessons: progress.lessons,
    lessons_completed: completed_lessons.length,
    next_lesson: progress.next_lesson,
    completed_at: progress.completed_at,
    last_activity_at: progress.last_activity_at ?? enrollment.created_at,
  };
}

export const progressHandlers: HttpHandler[] = [
  http.get('*/api/progress', ({ request }) => {
    if (caller(request) === null) return refuse(401, 'unauthenticated');
    const own = platform.state.enrollments.filter((one) => one.status === 'active');
    return HttpResponse.json(samplePage(own.map(learning)));
  }),
  http.get('*/api/courses/:id/progress', ({ params, request }) => {
    if (caller(request) === null) return refuse(401, 'unauthenticated');
    const id = String(params['id']);
    return platform.state.enrollments.some((one) => one.course_id === id)
      ? HttpResponse.json(standing(id))
      : refuse(403, 'not-enrolled');
  }),
];
