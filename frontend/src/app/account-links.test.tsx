import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, test } from 'vitest';
import { session } from '@/lib/session/session';
import { address, open } from '@/testing/open';
import { platform, refuse } from '@/testing/platform';
import { server } from '@/testing/server';

const done = (): HttpResponse<null> => new HttpResponse(null, { status: 204 });

/** Accepts what is sent to a path, and returns the bodies. */
function accept(method: 'post' | 'put', path: string): unknown[] {
  const bodies: unknown[] = [];
  server.use(
    http[method](`*${path}`, async ({ request }) => {
      bodies.push(request.body === null ? null : await request.json());
      return done();
    }),
  );
  return bodies;
}

describe('a forgotten password', () => {
  test('a link is requested, and nobody learns who has an account', async () => {
    const sent = accept('post', '/api/password-resets');
    const { user } = await open('/login');
    await user.click(await screen.findByRole('link', { name: 'Forgot your password?' }));
    await screen.findByRole('heading', { name: 'Forgot your password?' });

    await user.type(await screen.findByLabelText('Email address'), 'who@example.org');
    await user.click(screen.getByRole('button', { name: 'Send the link' }));

    expect(await screen.findByText(/^If who@example.org has an account/)).toBeVisible();
    expect(sent).toEqual([{ email: 'who@example.org' }]);
  });

  test('the link sets a new password, and leaves the address bar immediately', async () => {
    const sent = accept('put', '/api/password-resets');
    const { user } = await open('/reset-password#abc.DEF-_1', { as: 'u-ana' });
    const password = await screen.findByLabelText('New password');
    expect(window.location.hash).toBe('');

    await user.type(password, 'a new long password');
    await user.click(screen.getByRole('button', { name: 'Set the password' }));

    expect(await screen.findByText(/Log in with the new one/)).toBeVisible();
    expect(address()).toBe('/login');
    expect(sent).toEqual([{ token: 'abc.DEF-_1', password: 'a new long password' }]);
    expect(session.person()).toBeNull();
  });

  test('a password that is too short is reported at the field, and the link is kept', async () => {
    const sent = accept('put', '/api/password-resets');
    const { user } = await open('/reset-password#abc');
    const password = await screen.findByLabelText('New password');
    await user.type(password, 'seven c');
    await user.click(screen.getByRole('button', { name: 'Set the password' }));

    expect(password).toHaveAccessibleDescription(/Enter at least 8 characters\.$/);
    expect(sent).toEqual([]);

    await user.type(password, 'h');
    await user.click(screen.getByRole('button', { name: 'Set the password' }));
    await waitFor(() => expect(sent).toEqual([{ token: 'abc', password: 'seven ch' }]));
  });

  test('a link that was used says so, and leads to another one', async () => {
    server.use(http.put('*/api/password-resets', () => refuse(403, 'dead-link')));
    const { user } = await open('/reset-password#abc');
    await user.type(await screen.findByLabelText('New password'), 'a new long password');
    await user.click(screen.getByRole('button', { name: 'Set the password' }));

    expect(await screen.findByRole('alert')).toHaveTextContent(/has been used or has expired/);
    await user.click(screen.getByRole('link', { name: 'Request another link' }));
    await waitFor(() => expect(address()).toBe('/forgot-password'));
  });

  test.each(['', '#', '#{only-in-the-mail}', '#a b'])('%j is incomplete', async (hash) => {
    await open(`/reset-password${hash}`);

    expect(await screen.findByRole('alert')).toHaveTextContent(/This link is incomplete/);
    expect(screen.queryByLabelText('New password')).toBeNull();
  });
});

describe('an address', () => {
  test('is confirmed by a button, because programs open links, too', async () => {
    const sent = accept('put', '/api/email-verifications');
    const { user } = await open('/verify-email#abc');
    const button = await screen.findByRole('button', { name: 'Confirm' });
    expect(sent).toEqual([]);

    await user.click(button);

    expect(await screen.findByText('Your email address is confirmed.')).toBeVisible();
    expect(sent).toEqual([{ token: 'abc' }]);
    expect(address()).toBe('/login');
  });

  test('that is not confirmed is mentioned on every page, with another link', async () => {
    const ana = platform.user('u-ana');
    ana.email_verified = false;
    const sent = accept('post', '/api/email-verifications');
    const { user } = await open('/courses', { as: 'u-ana' });

    const banner = await screen.findByRole('complementary', {
      name: 'Confirm your email address',
    });
    expect(banner).toHaveTextContent(/Please confirm your email address/);
    await user.click(screen.getByRole('button', { name: 'Send another link' }));

    expect(await screen.findByText('Another link is on its way.')).toBeVisible();
    expect(sent).toHaveLength(1);
  });

  test('confirmed elsewhere is not asked for any longer', async () => {
    const ana = platform.user('u-ana');
    await open('/courses', { as: 'u-ana' });
    session.rename({ ...ana, email_verified: false });

    await screen.findByRole('complementary', { name: 'Confirm your email address' });
    await waitFor(() => expect(screen.queryByRole('complementary')).toBeNull());
  });

  test('changes by a link that is sent to the new one', async () => {
    const sent = accept('post', '/api/email-changes');
    const { user } = await open('/account', { as: 'u-ana' });

    await user.type(await screen.findByLabelText('New email address'), 'new@example.org');
    const fields = screen.getAllByLabelText('Current password');
    await user.type(fields.slice(0, 1).pop() ?? document.body, 'correct horse');
    await user.click(screen.getByRole('button', { name: 'Send the link' }));

    expect(await screen.findByText('A link is on its way to new@example.org.')).toBeVisible();
    expect(sent).toEqual([{ email: 'new@example.org', current_password: 'correct horse' }]);
    expect(screen.getByText('Your email address is ana@example.org.')).toBeVisible();
  });

  test('of somebody else is refused with the reason', async () => {
    server.use(http.put('*/api/email-changes', () => refuse(403, 'link-of-another')));
    const { user } = await open('/change-email#abc', { as: 'u-ana' });

    await user.click(await screen.findByRole('button', { name: 'Confirm' }));

    expect(await screen.findByRole('alert')).toHaveTextContent(/belongs to another account/);
  });
});
