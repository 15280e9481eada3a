import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
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
  /** Who may see it; everybody if omitted. */
  roles?: readonly Role[];
}

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

/** Entry pages are in the first bundle; the rest are loaded, with their words, when opened. */
export const routes: readonly AppRoute[] = [
  { path: '/', page: HomePage },
  { path: '/courses', page: CatalogPage },
  { path: '/courses/:slug', page: CoursePage },
  later(
    '/courses/:slug/lessons/:lesson',
    ['lesson'],
    async () => (await import('./pages/lesson-page')).LessonPage,
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

/** Loads the page of an address, so that it is ready for the first render. */
export async function loadPage(path: string): Promise<void> {
  const route = routes.find((one) => matches(one.path, path));
  await route?.load?.();
}

function matches(pattern: string, path: string): boolean {
  const expected = pattern.split('/');
  const actual = path.split('/');
  return (
    expected.length === actual.length &&
    expected.every((part, index) => part.startsWith(':') || part === actual[index])
  );
}
