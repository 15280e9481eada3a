import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
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

function later(path: string, load: () => Promise<Page>, roles?: readonly Role[]): AppRoute {
  const page = lazy(async () => ({ default: await load() }));
  return { path, page, load, ...(roles === undefined ? {} : { roles }) };
}

/** Entry pages are in the first bundle; the rest are loaded when opened. */
export const routes: readonly AppRoute[] = [
  { path: '/', page: HomePage },
  { path: '/courses', page: CatalogPage },
  { path: '/courses/:slug', page: CoursePage },
  later(
    '/courses/:slug/lessons/:lesson',
    async () => (await import('./pages/lesson-page')).LessonPage,
  ),
  later('/login', async () => (await import('./pages/log-in-page')).LogInPage),
  later('/register', async () => (await import('./pages/register-page')).RegisterPage),
  later(
    '/forgot-password',
    async () => (await import('./pages/forgot-password-page')).ForgotPasswordPage,
  ),
  later(
    '/reset-password',
    async () => (await import('./pages/reset-password-page')).ResetPasswordPage,
  ),
  later('/verify-email', async () => (await import('./pages/verify-email-page')).VerifyEmailPage),
  later('/change-email', async () => (await import('./pages/change-email-page')).ChangeEmailPage),
  later('/learning', async () => (await import('./pages/learning-page')).LearningPage, everybody),
  later('/inbox', async () => (await import('./pages/inbox-page')).InboxPage, everybody),
  later(
    '/preferences',
    async () => (await import('./pages/preferences-page')).PreferencesPage,
    everybody,
  ),
  later('/account', async () => (await import('./pages/account-page')).AccountPage, everybody),
  later('/teach', async () => (await import('./pages/teach-page')).TeachPage, teachers),
  later(
    '/teach/new',
    async () => (await import('./pages/new-course-page')).NewCoursePage,
    teachers,
  ),
  later(
    '/teach/:id',
    async () => (await import('./pages/edit-course-page')).EditCoursePage,
    teachers,
  ),
  later(
    '/teach/:id/roster',
    async () => (await import('./pages/roster-page')).RosterPage,
    teachers,
  ),
  later(
    '/teach/:id/report',
    async () => (await import('./pages/report-page')).ReportPage,
    teachers,
  ),
  later(
    '/teach/:id/submissions',
    async () => (await import('./pages/grading-page')).GradingPage,
    teachers,
  ),
  later(
    '/teach/:id/lessons/:lesson/questions',
    async () => (await import('./pages/questions-page')).QuestionsPage,
    teachers,
  ),
  later(
    '/teach/:id/lessons/:lesson/results',
    async () => (await import('./pages/results-page')).ResultsPage,
    teachers,
  ),
  later(
    '/announcements',
    async () => (await import('./pages/announcements-page')).AnnouncementsPage,
    teachers,
  ),
  later(
    '/announcements/:id',
    async () => (await import('./pages/announcement-page')).AnnouncementPage,
    teachers,
  ),
  later('/admin', async () => (await import('./pages/admin-page')).AdminPage, admins),
  later('/admin/users', async () => (await import('./pages/users-page')).UsersPage, admins),
  later(
    '/admin/deliveries',
    async () => (await import('./pages/deliveries-page')).DeliveriesPage,
    admins,
  ),
  later(
    '/admin/templates',
    async () => (await import('./pages/templates-page')).TemplatesPage,
    admins,
  ),
  later(
    '/admin/templates/:id',
    async () => (await import('./pages/template-page')).TemplatePage,
    admins,
  ),
  later('/admin/audit', async () => (await import('./pages/audit-page')).AuditPage, admins),
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
