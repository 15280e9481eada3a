import { http, HttpResponse, type HttpHandler } from 'msw';
import type { Schemas } from '@/lib/api/client';
import { overview, sampleCourse, sampleItem, samplePage, sampleUser } from './samples';

/** A token with readable claims, as the app needs; nothing here verifies it. */
function token(user: Schemas['User'], number: number): string {
  return `head.${btoa(JSON.stringify({ sub: user.id, role: user.role }))}.${number}`;
}

interface State {
  courses: Schemas['Course'][];
  users: Schemas['User'][];
  enrollments: Schemas['Enrollment'][];
  /** When lessons were completed, by course. */
  completed: Record<string, Record<string, string>>;
  /** Taken seats by course, as the catalog counts them. */
  enrolled: Record<string, number>;
  /** Who the refresh cookie belongs to. */
  cookie: Schemas['User'] | null;
  /** The access token that is good now. */
  token: string;
  refreshes: number;
  /** Method and path of every request, in order. */
  asked: string[];
}

function fresh(): State {
  return {
    courses: [
      sampleCourse(),
      sampleCourse({ id: 'c-ink', slug: 'ink', title: 'Ink Drawing', category: 'Art' }),
    ],
    users: [
      sampleUser(),
      sampleUser({
        id: 'u-ivo',
        name: 'Ivo Teacher',
        email: 'ivo@example.org',
        role: 'instructor',
      }),
      sampleUser({ id: 'u-ada', name: 'Ada Admin', email: 'ada@example.org', role: 'admin' }),
    ],
    enrollments: [],
    completed: {},
    enrolled: {},
    cookie: null,
    token: '',
    refreshes: 0,
    asked: [],
  };
}

/** The state of the tests' platform; each test starts with a fresh one. */
export const platform = {
  state: fresh(),
  reset(): void {
    platform.state = fresh();
  },
  user(id: string): Schemas['User'] {
    const user = platform.state.users.find((one) => one.id === id);
    if (user === undefined) throw new Error(`no user ${id}`);
    return user;
  },
  /** Issues a token as after signing in. */
  signIn(user: Schemas['User']): { access_token: string; expires_in: number } {
    platform.state.cookie = user;
    platform.state.refreshes += 1;
    platform.state.token = token(user, platform.state.refreshes);
    return { access_token: platform.state.token, expires_in: 900 };
  },
  /** Expires the access token, as after 15 minutes. */
  expire(): void {
    platform.state.token = 'expired';
  },
};

export function refuse(
  status: number,
  slug: string,
  errors: { field: string; message: string }[] = [],
): HttpResponse<Schemas['Problem']> {
  return HttpResponse.json<Schemas['Problem']>(
    { type: `/problems/${slug}`, title: slug, status, detail: `refused: ${slug}`, errors },
    { status, headers: { 'Content-Type': 'application/problem+json' } },
  );
}

/** The caller; null when anonymous and for an expired token. */
export function caller(request: Request): Schemas['User'] | null {
  const given = request.headers.get('Authorization');
  return given === `Bearer ${platform.state.token}` ? platform.state.cookie : null;
}

function search(request: Request): Schemas['CatalogPage'] {
  const params = new URL(request.url).searchParams;
  const q = (params.get('q') ?? '').toLowerCase();
  const category = params.get('category');
  const id = params.get('id');
  const found = platform.state.courses.filter(
    (one) =>
      one.title.toLowerCase().includes(q) &&
      (category === null || one.category === category) &&
      (id === null || one.id === id),
  );
  const categories = [...new Set(found.map((one) => one.category))];
  return {
    ...samplePage(
      found.map((one) => ({ ...sampleItem(one), enrolled: platform.state.enrolled[one.id] ?? 0 })),
    ),
    facets: {
      category: categories.map((value) => ({
        value,
        count: found.filter((one) => one.category === value).length,
      })),
      level: [{ value: 'beginner', count: found.length }],
      language: [{ value: 'en', count: found.length }],
      tag: [{ value: 'sql', count: found.length }],
    },
    total_is_exact: true,
    corrected: null,
  };
}

export const handlers: HttpHandler[] = [
  http.all('*', ({ request }) => {
    const { pathname, search: query } = new URL(request.url);
    platform.state.asked.push(`${request.method} ${pathname}${query}`);
  }),
  http.post('*/api/auth/login', async ({ request }) => {
    const { email } = (await request.json()) as Schemas['Credentials'];
    const user = platform.state.users.find((one) => one.email === email);
    if (user === undefined) return refuse(401, 'wrong-credentials');
    return HttpResponse.json({ ...platform.signIn(user), token_type: 'Bearer', user });
  }),
  http.post('*/api/auth/refresh', () => {
    const { cookie } = platform.state;
    return cookie === null
      ? refuse(401, 'unauthenticated')
      : HttpResponse.json(platform.signIn(cookie));
  }),
  http.post('*/api/auth/logout', () => {
    platform.state.cookie = null;
    return new HttpResponse(null, { status: 204 });
  }),
  http.get('*/api/auth/sessions', ({ request }) => {
    if (caller(request) === null) return refuse(401, 'unauthenticated');
    const sign = {
      created_at: '2026-11-20T10:00:00Z',
      expires_at: '2026-12-20T10:00:00Z',
      last_seen_at: '2026-11-22T10:00:00Z',
    };
    const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36';
    const phone =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1';
    return HttpResponse.json(
      samplePage([
        { id: 's-1', current: true, user_agent: chrome, ...sign },
        { id: 's-2', current: false, user_agent: phone, ...sign },
      ]),
    );
  }),
  http.get('*/api/courses', ({ request }) => HttpResponse.json(search(request))),
  http.get('*/api/courses/:id', ({ params }) => {
    const found = platform.state.courses.find(
      (one) => one.id === params['id'] || one.slug === params['id'],
    );
    return found === undefined ? refuse(404, 'not-found') : HttpResponse.json(overview(found));
  }),
  http.get('*/api/courses/:id/content', ({ params }) => {
    const found = platform.state.courses.find((one) => one.id === params['id']);
    return found === undefined ? refuse(404, 'not-found') : HttpResponse.json(found);
  }),
  http.put('*/api/courses/:id', async ({ params, request }) => {
    const course = platform.state.courses.find((one) => one.id === params['id']);
    if (course === undefined) return refuse(404, 'not-found');
    if (request.headers.get('If-Match') !== `"${course.version}"`) {
      return refuse(412, 'stale-course');
    }
    const changes = (await request.json()) as Schemas['CourseChanges'];
    Object.assign(course, changes, { version: course.version + 1 });
    return HttpResponse.json(overview(course));
  }),
  http.get('*/api/enrollments', ({ request }) => {
    const user = caller(request);
    if (user === null) return refuse(401, 'unauthenticated');
    const status = new URL(request.url).searchParams.get('status');
    return HttpResponse.json(
      samplePage(
        platform.state.enrollments.filter((one) => status === null || one.status === status),
      ),
    );
  }),
  http.post('*/api/enrollments', async ({ request }) => {
    const user = caller(request);
    if (user === null) return refuse(401, 'unauthenticated');
    const { course_id } = (await request.json()) as Schemas['NewEnrollment'];
    const course = platform.state.courses.find((one) => one.id === course_id);
    const made: Schemas['Enrollment'] = {
      id: `e-${course_id}`,
      user_id: user.id,
      course_id,
      course_title: course?.title ?? '',
      course_slug: course?.slug ?? '',
      status: 'active',
      created_at: '2026-11-22T10:00:00Z',
      learner: { name: user.name, email: user.email },
    };
    platform.state.enrollments.push(made);
    return HttpResponse.json(made, { status: 201 });
  }),
  http.post('*/api/courses/:id/learners', async ({ params, request }) => {
    const { email } = (await request.json()) as Schemas['NewLearner'];
    const course = platform.state.courses.find((one) => one.id === params['id']);
    const user = platform.state.users.find((one) => one.email === email);
    if (course === undefined || user === undefined) return refuse(404, 'person-not-found');
    const made: Schemas['Enrollment'] = {
      id: `e-${course.id}-${user.id}`,
      user_id: user.id,
      course_id: course.id,
      course_title: course.title,
      course_slug: course.slug,
      status: 'active',
      created_at: '2026-11-22T10:00:00Z',
      learner: { name: user.name, email: user.email },
    };
    platform.state.enrollments.push(made);
    return HttpResponse.json(made, { status: 201 });
  }),
  http.delete('*/api/enrollments/:id', ({ params }) => {
    platform.state.enrollments = platform.state.enrollments.filter(
      (one) => one.id !== params['id'],
    );
    return new HttpResponse(null, { status: 204 });
  }),
  http.get('*/api/users', ({ request }) => {
    const q = (new URL(request.url).searchParams.get('q') ?? '').toLowerCase();
    return HttpResponse.json(
      samplePage(
        platform.state.users.filter((one) => `${one.name} ${one.email}`.toLowerCase().includes(q)),
      ),
    );
  }),
  http.get('*/api/users/:id', ({ params, request }) => {
    const user = caller(request);
    if (user === null) return refuse(401, 'unauthenticated');
    const found = platform.state.users.find((one) => one.id === params['id']);
    if (params['id'] === 'me') return HttpResponse.json(user);
    return found === undefined ? refuse(404, 'not-found') : HttpResponse.json(found);
  }),
  http.put('*/api/users/:id', async ({ params, request }) => {
    const user = platform.user(String(params['id']));
    Object.assign(user, await request.json(), { version: user.version + 1 });
    return HttpResponse.json(user);
  }),
];
