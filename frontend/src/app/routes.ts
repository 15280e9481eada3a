import type { QueryClient } from '@tanstack/react-query';
import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import { getCourse } from '@/features/courses/api/get-course';
import { withWords, type Part } from '@/lib/i18n/language';
import type { Role } from '@/lib/session/session';
import { CatalogPage } from './pages/catalog-page';
import { CoursePage } from './pages/course-page';
import { HomePage } from './pages/home-page';
import type { Params } from './params';

export type Page = ComponentType<{ params: Params }>;

export interface AppRoute {
  path: string;
  page: Page | LazyExoticComponent<Page>;
  load?: () => Promise<unknown>;
  /** Asks for what the page shows, while the page itself is loaded. */
  ask?: (client: QueryClient, params: Params) => Promise<unknown>;
  /** Who may see it; everybody if omitted. */
  roles?: readonly Role[];
}

// After a longer wait than this the page's frame is shown first.
const MOST_WAIT_MS = 400;

const everybody: readonly Role[] = ['student', 'instructor', 'admin'];
const teachers: readonly Role[] = ['instructor', 'admin'];
const admins: readonly Role[] = ['admin'];

function later(
  path: string,
  words: readonly Part[],
  loadPage: () => Promise<Page>,
  roles?: readonly Role[],
): AppRoute {
  let loaded: Page | undefined;
  const load = async (): Promise<Page> => (loaded = await withWords(words, loadPage()));
  const page = lazy(async () => ({ default: await load() }));
  return {
    path,
    // What is here is drawn in the first render, with no skeleton before it.
    get page() {
      return loaded ?? page;
    },
    load,
    ...(roles === undefined ? {} : { roles }),
  };
}

async function askForLesson(
  client: QueryClient,
  { slug = '', lesson = '' }: Params,
): Promise<void> {
  const { getLesson } = await import('@/features/lessons/api/get-lesson');
  await Promise.all([client.query(getLesson(slug, lesson)), client.query(getCourse(slug))]);
}

/** Entry pages are in the first bundle; the rest are loaded, with their words, when opened. */
export const routes: readonly AppRoute[] = [
  { path: '/', page: HomePage },
  { path: '/courses', page: CatalogPage },
  { path: '/courses/:slug', page: CoursePage },
  Object.assign(
    later(
      '/courses/:slug/lessons/:lesson',
      ['lesson'],
      async () => (await import('./pages/lesson-page')).LessonPage,
    ),
    { ask: askForLesson },
  ),
  later('/login', ['own'], async () => (await import('./pages/log-in-page')).LogInPage),
  later('/register', ['own'], async () => (await import('./pages/register-page')).RegisterPage),
  later(
    '/forgot-password',
    ['own'],
    async () => (await import('./pages/forgot-password-page')).ForgotPasswordPage,
  ),
  later(
    '/reset-password',
    ['own'],
    async () => (await import('./pages/reset-password-page')).ResetPasswordPage,
  ),
  later(
    '/verify-email',
    ['own'],
    async () => (await import('./pages/verify-email-page')).VerifyEmailPage,
  ),
  later(
    '/change-email',
    ['own'],
    async () => (await import('./pages/change-email-page')).ChangeEmailPage,
  ),
  later(
    '/learning',
    ['own'],
    async () => (await import('./pages/learning-page')).LearningPage,
    everybody,
  ),
  later(
    '/inbox',
    ['own', 'messages'],
    async () => (await import('./pages/inbox-page')).InboxPage,
    everybody,
  ),
  later(
    '/preferences',
    ['own', 'messages'],
    async () => (await import('./pages/preferences-page')).PreferencesPage,
    everybody,
  ),
  later(
    '/account',
    ['own'],
    async () => (await import('./pages/account-page')).AccountPage,
    everybody,
  ),
  later('/files', ['files'], async () => (await import('./pages/files-page')).FilesPage, everybody),
  later('/teach', ['teach'], async () => (await import('./pages/teach-page')).TeachPage, teachers),
  later(
    '/teach/new',
    ['teach'],
    async () => (await import('./pages/new-course-page')).NewCoursePage,
    teachers,
  ),
  later(
    '/teach/:id',
    ['teach', 'upload'],
    async () => (await import('./pages/edit-course-page')).EditCoursePage,
    teachers,
  ),
  later(
    '/teach/:id/roster',
    ['teach', 'messages'],
    async () => (await import('./pages/roster-page')).RosterPage,
    teachers,
  ),
  later(
    '/teach/:id/report',
    ['teach', 'messages'],
    async () => (await import('./pages/report-page')).ReportPage,
    teachers,
  ),
  later(
    '/teach/:id/submissions',
    ['teach', 'practice', 'upload'],
    async () => (await import('./pages/grading-page')).GradingPage,
    teachers,
  ),
  later(
    '/teach/:id/lessons/:lesson/questions',
    ['teach', 'practice'],
    async () => (await import('./pages/questions-page')).QuestionsPage,
    teachers,
  ),
  later(
    '/teach/:id/lessons/:lesson/results',
    ['teach', 'practice'],
    async () => (await import('./pages/results-page')).ResultsPage,
    teachers,
  ),
  later(
    '/announcements',
    ['teach'],
    async () => (await import('./pages/announcements-page')).AnnouncementsPage,
    teachers,
  ),
  later(
    '/announcements/:id',
    ['teach', 'messages'],
    async () => (await import('./pages/announcement-page')).AnnouncementPage,
    teachers,
  ),
  later(
    '/admin',
    ['admin', 'messages'],
    async () => (await import('./pages/admin-page')).AdminPage,
    admins,
  ),
  later(
    '/admin/users',
    ['admin', 'messages'],
    async () => (await import('./pages/users-page')).UsersPage,
    admins,
  ),
  later(
    '/admin/deliveries',
    ['admin', 'messages'],
    async () => (await import('./pages/deliveries-page')).DeliveriesPage,
    admins,
  ),
  later(
    '/admin/templates',
    ['admin', 'messages'],
    async () => (await import('./pages/templates-page')).TemplatesPage,
    admins,
  ),
  later(
    '/admin/templates/:id',
    ['admin', 'messages'],
    async () => (await import('./pages/template-page')).TemplatePage,
    admins,
  ),
  later(
    '/admin/audit',
    ['admin', 'messages'],
    async () => (await import('./pages/audit-page')).AuditPage,
    admins,
  ),
];

/** Loads the page of an address, and soon what it shows, so that it is drawn once and whole. */
export async function loadPage(path: string, client: QueryClient): Promise<void> {
  for (const route of routes) {
    const params = match(route.path, path);
    if (params === null) continue;
    const asked = route.ask?.(client, params).catch(() => {
      // The page asks again and says what failed.
    });
    await Promise.all([route.load?.(), asked && Promise.race([asked, pause(MOST_WAIT_MS)])]);
    return;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function match(pattern: string, path: string): Params | null {
  const expected = pattern.split('/');
  const actual = path.split('/');
  if (expected.length !== actual.length) return null;
  const params: Record<string, string | undefined> = {};
  for (const [index, part] of expected.entries()) {
    if (part.startsWith(':')) params[part.slice(1)] = actual[index];
    else if (part !== actual[index]) return null;
  }
  return params;
}
