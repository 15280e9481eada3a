import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { describe, expect, test, vi } from 'vitest';
import { ErrorBoundary } from '@/components/error-boundary';
import { open } from '@/testing/open';

const pages: [path: string, as: string | undefined, heading: string][] = [
  ['/', undefined, 'Learn from people who do the work'],
  ['/courses', undefined, 'Courses'],
  ['/courses/practical-sql', undefined, 'Practical SQL'],
  ['/login', undefined, 'Log in'],
  ['/register', undefined, 'Create an account'],
  ['/learning', 'u-ana', 'My learning'],
  ['/inbox', 'u-ana', 'Inbox'],
  ['/preferences', 'u-ana', 'Notification preferences'],
  ['/account', 'u-ana', 'Your account'],
  ['/teach', 'u-ivo', 'Your courses'],
  ['/teach/new', 'u-ivo', 'New course'],
  ['/teach/c-sql', 'u-ivo', 'Practical SQL'],
  ['/teach/c-sql/roster', 'u-ivo', 'Roster'],
  ['/teach/c-sql/report', 'u-ivo', 'Learner progress'],
  ['/announcements', 'u-ivo', 'Announcements'],
  ['/announcements/a-1', 'u-ivo', 'Office hours'],
  ['/admin', 'u-ada', 'Administration'],
  ['/admin/users', 'u-ada', 'People'],
  ['/admin/deliveries', 'u-ada', 'Deliveries'],
  ['/admin/deliveries?id=n-1', 'u-ada', 'Deliveries'],
  ['/admin/templates', 'u-ada', 'Templates'],
  ['/admin/templates/welcome', 'u-ada', 'Welcome'],
  ['/admin/audit', 'u-ada', 'Audit trail'],
  ['/admin/audit?trace_id=none', 'u-ada', 'Audit trail'],
  ['/nowhere', undefined, 'Page not found'],
];

describe('every page', () => {
  test.each(pages)('%s is named and has no fault that axe knows', async (path, as, heading) => {
    await open(path, as === undefined ? {} : { as });

    expect(await screen.findByRole('heading', { level: 1, name: heading })).toBeVisible();
    await waitFor(() => expect(screen.queryByText('Loading…')).toBeNull());
    // Colors are measured in a browser; this page has no surroundings.
    const { violations } = await axe.run(document.body, {
      iframes: false,
      rules: { 'color-contrast': { enabled: false } },
    });
    expect(violations).toEqual([]);
  });
});

describe('frame', () => {
  test('a language that reads from the right turns the page', async () => {
    const { user } = await open('/courses');

    await user.selectOptions(screen.getByRole('combobox', { name: 'Language' }), 'ar');

    expect(await screen.findByRole('heading', { level: 1, name: 'الدورات' })).toBeVisible();
    expect(document.documentElement).toHaveAttribute('dir', 'rtl');
    expect(document.documentElement).toHaveAttribute('lang', 'ar');
    expect(document.cookie).toContain('lang=ar');
  });

  test('chosen colours are kept', async () => {
    const { user } = await open('/courses');

    await user.selectOptions(screen.getByRole('combobox', { name: 'Theme' }), 'dark');

    expect(document.documentElement).toHaveAttribute('data-theme', 'dark');
    expect(document.cookie).toContain('theme=dark');
  });

  test('a new page has the focus at its beginning', async () => {
    const { user } = await open('/');

    await user.click(screen.getByRole('link', { name: 'Courses' }));

    await screen.findByRole('heading', { level: 1, name: 'Courses' });
    expect(screen.getByRole('main')).toHaveFocus();
  });

  test('a fault in a page can be tried again', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    let isBroken = true;
    function Page() {
      if (isBroken) throw new Error('broken');
      return <p>whole</p>;
    }
    render(
      <ErrorBoundary resetKey="/">
        <Page />
      </ErrorBoundary>,
    );
    expect(screen.getByText('Something went wrong on this page.')).toBeVisible();

    isBroken = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));

    expect(screen.getByText('whole')).toBeVisible();
  });
});
