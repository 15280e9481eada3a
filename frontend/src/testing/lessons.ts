import { http, HttpResponse, type HttpHandler } from 'msw';
import type { Schemas } from '@/lib/api/client';
import { caller, platform, refuse } from './platform';
import { overview } from './samples';

type Outlined = Schemas['OutlineLesson'];

function lessonsOf(modules: readonly Schemas['OutlineModule'][] = []): Outlined[] {
  return modules.flatMap((one) => [...one.lessons, ...lessonsOf(one.modules)]);
}

function isGraded(course: Schemas['Course'], { id, kind }: Outlined): boolean {
  const written = (modules: readonly Schemas['Module'][] = []): Schemas['Lesson'][] =>
    modules.flatMap((one) => [...(one.lessons ?? []), ...written(one.modules)]);
  const lesson = written(course.content.modules).find((one) => one.id === id);
  return (kind === 'quiz' && !!lesson?.quiz) || (kind === 'exercise' && !!lesson?.exercise);
}

function page(course: Schemas['Course'], lesson: Outlined): Schemas['LessonPage'] {
  const lessons = lessonsOf(overview(course).outline.modules);
  const at = lessons.findIndex((one) => one.id === lesson.id);
  const isEnrolled = platform.state.enrollments.some((one) => one.course_id === course.id);
  const neighbor = (one: Outlined | undefined) =>
    one === undefined ? null : { id: one.id, title: one.title };
  return {
    ...lesson,
    course_id: course.id,
    course_slug: course.slug,
    course_title: course.title,
    html: `<h2 id="content-more">More of ${lesson.title}</h2><p dir="auto">A <em>text</em>.</p>`,
    url: lesson.kind === 'video' ? 'https://www.youtube.com/watch?v=abcdefghijk' : null,
    exercise: null,
    quiz: null,
    is_graded: isGraded(course, lesson),
    file: null,
    captions: [],
    previous: neighbor(lessons[at - 1]),
    next: neighbor(lessons[at + 1]),
    standing: isEnrolled ? 'enrolled' : 'preview',
    completed_at: platform.state.completed[course.id]?.[lesson.id] ?? null,
    position_seconds: null,
  };
}

export const lessonHandlers: HttpHandler[] = [
  http.get('*/api/courses/:slug/lessons/:id', ({ params, request }) => {
    const course = platform.state.courses.find((one) => one.slug === params['slug']);
    const lesson = lessonsOf(course && overview(course).outline.modules).find(
      (one) => one.id === params['id'],
    );
    if (course === undefined || lesson === undefined) return refuse(404, 'not-found');
    const isEnrolled = platform.state.enrollments.some((one) => one.course_id === course.id);
    if (!isEnrolled && !lesson.is_preview) {
      return caller(request) === null
        ? refuse(401, 'unauthenticated')
        : refuse(403, 'not-enrolled');
    }
    return HttpResponse.json(page(course, lesson));
  }),
  http.put('*/api/courses/:course/lessons/:id/progress', ({ params }) => {
    const course = String(params['course']);
    const completed = (platform.state.completed[course] ??= {});
    completed[String(params['id'])] = '2026-11-23T10:00:00Z';
    return HttpResponse.json({ percent: 50, completed_at: null });
  }),
];
