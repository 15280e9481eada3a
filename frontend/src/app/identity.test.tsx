import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, test } from 'vitest';
import { api } from '@/lib/api/client';
import { session } from '@/lib/session/session';
import { address, open } from '@/testing/open';
import { platform, refuse } from '@/testing/platform';
import { server } from '@/testing/server';

describe('signing in', () => {
  test('a wrong password is reported in the form', async () => {
    const { user } = await open('/login');

    await user.type(await screen.findByLabelText('Email address'), 'who@example.org');
    await user.type(screen.getByLabelText('Password'), 'nope');
    await user.click(screen.getByRole('button', { name: 'Log in' }));

    const note = await screen.findByRole('alert');
    expect(note).toHaveTextContent('The email address or the password is wrong.');
    expect(note).toHaveFocus();
  });

  test('a refusal in a form names the trace to quote, as a page that fails does', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    server.use(
      http.post('*/api/auth/login', () =>
        HttpResponse.json(
          { type: '/problems/unavailable', title: 'Unavailable', status: 503, trace_id: trace },
          { status: 503 },
        ),
      ),
    );
    const { user } = await open('/login');
    await user.type(await screen.findByLabelText('Email address'), 'ana@example.org');
    await user.type(screen.getByLabelText('Password'), 'correct horse');

    await user.click(screen.getByRole('button', { name: 'Log in' }));

    const note = await screen.findByRole('alert');
    expect(note).toHaveTextContent(
      `temporarily unavailable. Try again in a moment.Request ${trace}`,
    );
  });

  test('what is wrong with a field is said at the field, and the first one has the focus', async () => {
    server.use(
      http.post('*/api/auth/register', () =>
        refuse(422, 'invalid', [
          { field: 'email', message: 'must be an email address' },
          { field: 'password', message: 'must be 8 to 256 characters' },
        ]),
      ),
    );
    const { user } = await open('/register');
    await user.type(await screen.findByLabelText('Name'), 'Ana');
    await user.type(screen.getByLabelText('Email address'), 'ana@example.test');
    await user.type(screen.getByLabelText('Password'), 'correct horse');

    await user.click(screen.getByRole('button', { name: 'Create account' }));

    const email = await screen.findByLabelText('Email address');
    await waitFor(() => expect(email).toHaveFocus());
    expect(email).toHaveAccessibleDescription('must be an email address');
    expect(email).toBeInvalid();
    expect(screen.getByLabelText('Password')).toHaveAccessibleDescription(
      /must be 8 to 256 characters/,
    );
  });

  test('a page for members sends a stranger to log in, and not to another site after', async () => {
    const { user } = await open('/inbox?page=1');
    await screen.findByRole('heading', { name: 'Log in' });
    expect(address()).toBe('/login?next=%2Finbox%3Fpage%3D1');
    window.history.replaceState(null, '', '/login?next=https%3A%2F%2Fevil.test%2F');

    await user.type(screen.getByLabelText('Email address'), 'ana@example.org');
    await user.type(screen.getByLabelText('Password'), 'correct horse');
    await user.click(screen.getByRole('button', { name: 'Log in' }));

    await waitFor(() => expect(address()).toBe('/learning'));
    expect(await screen.findByRole('heading', { name: 'My learning' })).toBeVisible();
  });

  test('logging out forgets who was there', async () => {
    const { user } = await open('/account', { as: 'u-ana' });

    await user.click(await screen.findByRole('button', { name: 'Log out' }));

    expect(await screen.findByText('You have logged out.')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Log in' })).toBeVisible();
    expect(localStorage).toHaveLength(0);
  });

  test('a session can be ended somewhere else', async () => {
    const ended: string[] = [];
    server.use(
      http.delete('*/api/auth/sessions/:id', ({ params }) => {
        ended.push(String(params['id']));
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { user } = await open('/account', { as: 'u-ana' });

    await user.click(await screen.findByRole('button', { name: 'End session: Safari on iOS' }));

    expect(await screen.findByText('Safari on iOS has been logged out.')).toBeVisible();
    expect(ended).toEqual(['s-2']);
    expect(screen.queryByRole('button', { name: /End session/ })).toBeNull();
  });
});

describe('session', () => {
  test('a stranger is never asked who they are', async () => {
    await open('/courses');
    await screen.findByRole('link', { name: 'Practical SQL' });

    expect(platform.state.asked.filter((one) => one.includes('/api/auth'))).toEqual([]);
  });

  test('many refused requests make one refresh, and each is sent again', async () => {
    const ana = platform.user('u-ana');
    session.begin(ana, platform.signIn(ana));
    platform.expire();

    const answers = await Promise.all([
      api.GET('/api/users/{id}', { params: { path: { id: 'me' } } }),
      api.GET('/api/enrollments', {}),
      api.GET('/api/auth/sessions', {}),
    ]);

    expect(answers.map(({ response }) => response.status)).toEqual([200, 200, 200]);
    expect(platform.state.asked.filter((one) => one === 'POST /api/auth/refresh')).toHaveLength(1);
  });

  test('a session that has ended leads to the log-in page', async () => {
    const { user } = await open('/courses', { as: 'u-ana' });
    await screen.findByRole('link', { name: 'Practical SQL' });
    platform.expire();
    platform.state.cookie = null;

    await user.click(screen.getByRole('link', { name: 'My learning' }));

    expect(await screen.findByRole('heading', { name: 'Log in' })).toBeVisible();
    expect(address()).toBe('/login?next=%2Flearning');
  });

  test('the access token is kept nowhere but in memory', () => {
    const ana = platform.user('u-ana');
    session.begin(ana, platform.signIn(ana));

    const kept = [localStorage, sessionStorage]
      .flatMap((storage) => Object.values(storage) as string[])
      .concat(document.cookie)
      .join();

    expect(kept).toContain('Ana Example');
    expect(kept).not.toContain(platform.state.token);
  });
});
