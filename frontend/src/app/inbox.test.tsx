import { screen, waitFor } from '@testing-library/react';
import { http } from 'msw';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { gate } from '@/testing/gate';
import { messages } from '@/testing/messages';
import { open } from '@/testing/open';
import { platform, refuse } from '@/testing/platform';
import { sampleNotification } from '@/testing/samples';
import { server } from '@/testing/server';

const asked = (start: string): string[] =>
  platform.state.asked.filter((one) => one.startsWith(start));

afterEach(() => {
  vi.useRealTimers();
});

describe('what is unread', () => {
  test('the navigation says how much it is, after one request however many pages', async () => {
    const { user } = await open('/courses', { as: 'u-ana' });

    expect(await screen.findByRole('link', { name: 'Inbox 1 unread' })).toBeVisible();
    await user.click(screen.getByRole('link', { name: 'My learning' }));
    await screen.findByRole('heading', { level: 1, name: 'My learning' });

    expect(asked('GET /api/notifications')).toEqual(['GET /api/notifications?limit=1']);
  });

  test('a stranger has no inbox to ask about', async () => {
    await open('/courses');
    await screen.findByRole('link', { name: 'Practical SQL' });

    expect(asked('GET /api/notifications')).toEqual([]);
  });

  test('who comes back to the window after a while sees what has come', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    await open('/courses', { as: 'u-ana' });
    await screen.findByRole('link', { name: 'Inbox 1 unread' });
    const more = Array.from({ length: 119 }, (_, at) =>
      sampleNotification({ id: `m-${at}`, channel: 'in_app', unread: true }),
    );
    messages.state.notifications.push(...more);

    window.dispatchEvent(new Event('visibilitychange'));
    vi.advanceTimersByTime(61_000);
    expect(asked('GET /api/notifications')).toHaveLength(1);
    window.dispatchEvent(new Event('visibilitychange'));

    expect(await screen.findByRole('link', { name: 'Inbox 120 unread' })).toHaveTextContent('99+');
  });

  test('opening a message is reading it', async () => {
    const { user } = await open('/inbox', { as: 'u-ana' });
    expect(await screen.findByText('1 unread', { selector: 'p' })).toBeVisible();

    await user.click(await screen.findByText('Bring paper'));

    expect(await screen.findByText('No unread messages')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Inbox' })).toBeVisible();
    await waitFor(() => expect(messages.notification('n-2').read_at).not.toBeNull());
  });

  test('a mail that was not opened here is unread like any other', async () => {
    messages.notification('n-1').unread = true;
    const { user } = await open('/inbox', { as: 'u-ana' });
    expect(await screen.findByText('2 unread', { selector: 'p' })).toBeVisible();

    await user.click(await screen.findByText('You are enrolled'));

    expect(await screen.findByText('1 unread', { selector: 'p' })).toBeVisible();
    await waitFor(() => expect(messages.notification('n-1').read_at).not.toBeNull());
    await user.click(screen.getByRole('button', { name: 'Mark as unread' }));
    expect(await screen.findByText('2 unread', { selector: 'p' })).toBeVisible();
  });

  test('what does not count is not marked: a mail on its way, or of a digest', async () => {
    const { user } = await open('/inbox', { as: 'u-ana' });

    await user.click(await screen.findByText('You are enrolled'));

    expect(screen.getByText('See you in Practical SQL.')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Mark as unread' })).toBeNull();
    expect(asked('PUT')).toEqual([]);
  });

  test('a message that the platform could not mark is unread again', async () => {
    const refusal = gate();
    server.use(
      http.put('*/api/notifications/:id', async () => {
        await refusal.opened;
        return refuse(503, 'unavailable');
      }),
    );
    const { user } = await open('/inbox', { as: 'u-ana' });

    await user.click(await screen.findByText('Bring paper'));
    expect(await screen.findByText('No unread messages')).toBeVisible();
    refusal.open();

    expect(
      await screen.findByText('The platform is temporarily unavailable. Try again in a moment.'),
    ).toBeVisible();
    expect(await screen.findByText('1 unread', { selector: 'p' })).toBeVisible();
  });

  test('it can be made unread again', async () => {
    const { user } = await open('/inbox', { as: 'u-ana' });
    await user.click(await screen.findByText('Bring paper'));

    await user.click(await screen.findByRole('button', { name: 'Mark as unread' }));

    expect(await screen.findByText('1 unread', { selector: 'p' })).toBeVisible();
    await waitFor(() => expect(messages.notification('n-2').read_at).toBeNull());
  });

  test('all of it is read immediately, and as before when that is refused', async () => {
    const refusal = gate();
    const { user } = await open('/inbox', { as: 'u-ana' });
    server.use(
      http.put(
        '*/api/notifications',
        async () => {
          await refusal.opened;
          return refuse(503, 'unavailable');
        },
        { once: true },
      ),
    );

    await user.click(await screen.findByRole('button', { name: 'Mark all as read' }));
    expect(await screen.findByText('No unread messages')).toBeVisible();
    refusal.open();
    await user.click(await screen.findByRole('button', { name: 'Mark all as read' }));

    expect(await screen.findByText('No unread messages')).toBeVisible();
    await waitFor(() => expect(messages.notification('n-2').read_at).not.toBeNull());
  });
});

describe('what became of a message', () => {
  test('its ledger tells each try, when somebody asks', async () => {
    const { user } = await open('/inbox', { as: 'u-ana' });
    await user.click(await screen.findByText('You are enrolled'));
    expect(asked('GET /api/notifications/n-1')).toEqual([]);

    await user.click(screen.getByText('How it was delivered', { selector: '[open] *' }));

    const put = (await screen.findByText('451 try again later')).closest('li');
    expect(put).toHaveTextContent(/Deferred.*Email.*Took 250 ms.*Next attempt: /);
    const taken = screen.getByText('250 queued as 1a2b').closest('li');
    expect(taken).toHaveTextContent(/Delivered.*Took 1.3 s/);
    expect(asked('GET /api/notifications/n-1')).toHaveLength(1);
  });

  test.each([
    [sampleNotification({ status: 'bounced' }), 'Bounced'],
    [sampleNotification({ status: 'suppressed' }), 'Not sent'],
    [
      sampleNotification({ status: 'queued', held_until: '2026-11-23T08:00:00Z' }),
      /^Held until .*2026/,
    ],
  ])('a message that has not arrived says so: %#', async (notification, shown) => {
    messages.state.notifications = [notification];
    const { user } = await open('/inbox', { as: 'u-ana' });

    expect((await screen.findAllByText(shown))[0]).toBeVisible();
    await user.click(screen.getByText('You are enrolled'));
    expect(screen.getByText('Why didn’t I get this?')).toBeVisible();
  });
});
