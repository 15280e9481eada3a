import { screen, waitFor, within } from '@testing-library/react';
import { http } from 'msw';
import { describe, expect, test } from 'vitest';
import { messages } from '@/testing/messages';
import { address, open } from '@/testing/open';
import { platform, refuse } from '@/testing/platform';
import { sampleNotification } from '@/testing/samples';
import { server } from '@/testing/server';

const bounced = (): ReturnType<typeof sampleNotification> =>
  sampleNotification({
    id: 'n-3',
    status: 'bounced',
    subject: 'Maintenance',
    fallbacks: ['push'],
    attempts: [
      { at: '2026-11-22T10:00:00Z', channel: 'email', outcome: 'bounced', detail: '550 no such' },
    ],
  });

describe("everybody's messages", () => {
  test('are listed by status, which lives in the address', async () => {
    messages.state.notifications.push(bounced());
    const { user } = await open('/admin/deliveries', { as: 'u-ada' });
    expect(await screen.findByText('3 messages')).toBeVisible();

    await user.click(screen.getByRole('link', { name: 'Bounced' }));

    expect(await screen.findByText('1 message')).toBeVisible();
    expect(address()).toBe('/admin/deliveries?status=bounced');
    expect(screen.getByRole('link', { name: 'Maintenance' })).toBeVisible();
    expect(screen.getByRole('link', { name: 'Bounced' })).toHaveAttribute('aria-current', 'page');
  });

  test('one is opened from the list, or by its id', async () => {
    messages.state.notifications.push(bounced());
    const { user } = await open('/admin/deliveries', { as: 'u-ada' });

    await user.click(await screen.findByRole('link', { name: 'Maintenance' }));
    expect(await screen.findByText('550 no such')).toBeVisible();
    expect(screen.getByText('Push notification')).toBeVisible();

    await user.clear(screen.getByLabelText('Message ID'));
    await user.type(screen.getByLabelText('Message ID'), 'n-9{Enter}');
    expect(await screen.findByText('No message has this ID')).toBeVisible();
    await user.click(screen.getByRole('link', { name: 'All deliveries' }));
    expect(await screen.findByText('3 messages')).toBeVisible();
  });
});

describe('sending again', () => {
  test('asks first, and shows what comes of it', async () => {
    messages.state.notifications = [bounced()];
    const { user } = await open('/admin/deliveries?id=n-3', { as: 'u-ada' });

    await user.click(await screen.findByRole('button', { name: 'Send again' }));
    const dialog = screen.getByRole('dialog', { name: 'Send it again?' });
    expect(dialog).toHaveTextContent('“Maintenance” goes to the recipient’s current address');
    expect(messages.notification('n-3').status).toBe('bounced');
    await user.click(within(dialog).getByRole('button', { name: 'Send again' }));

    expect(await screen.findByText('The message is on its way again.')).toBeVisible();
    expect(await screen.findByText('Resend requested')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Send again' })).toBeNull();
  });

  test('is not offered for what has arrived', async () => {
    await open('/admin/deliveries?id=n-1', { as: 'u-ada' });
    await screen.findByRole('heading', { name: 'You are enrolled' });

    expect(screen.queryByRole('button', { name: 'Send again' })).toBeNull();
  });

  test('a refusal is told, and the message is shown as it is by now', async () => {
    messages.state.notifications = [bounced()];
    server.use(
      http.post('*/api/notifications/:id/replay', () => {
        messages.notification('n-3').status = 'delivered';
        return refuse(409, 'not-replayable');
      }),
    );
    const { user } = await open('/admin/deliveries?id=n-3', { as: 'u-ada' });
    await user.click(await screen.findByRole('button', { name: 'Send again' }));

    await user.click(
      within(screen.getByRole('dialog')).getByRole('button', { name: 'Send again' }),
    );

    expect(await screen.findByText(/It has been delivered in the meantime/)).toBeVisible();
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Send again' })).toBeNull());
  });
});

describe('what is on its way', () => {
  test('is looked after until it has arrived', async () => {
    messages.state.notifications = [sampleNotification({ status: 'sending' })];
    await open('/admin/deliveries?id=n-1', { as: 'u-ada' });
    expect(await screen.findByText('Sending', { selector: '.badge' })).toBeVisible();

    messages.notification('n-1').status = 'delivered';

    expect(await screen.findByText('Delivered', { selector: '.badge' })).toBeVisible();
  });

  test('is left alone when it waits for a later hour', async () => {
    messages.state.notifications = [
      sampleNotification({ status: 'queued', held_until: '2026-11-23T07:00:00Z' }),
    ];
    await open('/admin/deliveries?id=n-1', { as: 'u-ada' });
    await screen.findByRole('heading', { name: 'You are enrolled' });

    await new Promise((resolve) => setTimeout(resolve, 2500));

    const asked = platform.state.asked.filter((one) => one === 'GET /api/notifications/n-1');
    expect(asked).toHaveLength(1);
  });
});
