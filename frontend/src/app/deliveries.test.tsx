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

describe("one person's messages", () => {
  const field = (): HTMLElement => screen.getByRole('combobox', { name: 'Recipient' });
  const marked = (): HTMLElement =>
    within(screen.getByRole('listbox')).getByRole('option', { selected: true });

  function haveMessages(): void {
    messages.state.notifications.push(
      bounced(),
      sampleNotification({ id: 'n-4', recipient_id: 'u-ivo', subject: 'To Ivo', address: null }),
      sampleNotification({ id: 'n-5', recipient_id: 'u-gone', subject: 'To nobody' }),
    );
  }

  test('each row says who it is for, by name', async () => {
    haveMessages();
    platform.user('u-ivo').active = false;
    await open('/admin/deliveries', { as: 'u-ada' });

    const ivo = (await screen.findByRole('link', { name: 'To Ivo' })).closest('tr');
    expect(ivo).toHaveTextContent('Ivo Teacherivo@example.orgDeactivated');
    const gone = screen.getByRole('link', { name: 'To nobody' }).closest('tr');
    expect(gone).toHaveTextContent('Deleted accountana@example.org');
    expect(screen.queryByText(/u-ivo|u-gone/)).toBeNull();
  });

  test('are found by a part of the name, with the keyboard alone', async () => {
    haveMessages();
    const { user } = await open('/admin/deliveries?status=delivered', { as: 'u-ada' });
    expect(await screen.findByText('4 messages')).toBeVisible();

    await user.click(field());
    await user.keyboard('example');
    expect(await screen.findByRole('option', { name: /Ivo Teacher/ })).toBeVisible();
    expect(field()).toHaveAttribute('aria-expanded', 'true');
    expect(field()).not.toHaveAttribute('aria-activedescendant');
    expect(screen.getByText('3 people found', { selector: '[role="status"]' })).toBeInTheDocument();
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(marked()).toHaveTextContent('Ivo Teacherivo@example.org');
    expect(field()).toHaveAttribute('aria-activedescendant', marked().id);
    await user.keyboard('{Enter}');

    expect(address()).toBe('/admin/deliveries?recipient_id=u-ivo&status=delivered');
    expect(field()).toHaveValue('Ivo Teacher');
    expect(field()).toHaveFocus();
    expect(screen.queryByRole('listbox')).toBeNull();
    expect(await screen.findByText('1 message')).toBeVisible();
  });

  test('the arrows go around, Escape closes, then clears', async () => {
    haveMessages();
    const { user } = await open('/admin/deliveries?recipient_id=u-ivo', { as: 'u-ada' });
    await waitFor(() => expect(field()).toHaveValue('Ivo Teacher'));

    await user.clear(field());
    await user.type(field(), 'example');
    await screen.findByRole('option', { name: /Ada Admin/ });
    await user.keyboard('{ArrowUp}');
    expect(marked()).toHaveTextContent('Ada Admin');
    await user.keyboard('{ArrowDown}');
    expect(marked()).toHaveTextContent('Ana Example');
    await user.keyboard('x');
    expect(await screen.findByText('Nobody found', { selector: 'p.muted' })).toBeVisible();
    await user.keyboard('{Escape}');
    expect(screen.getByText('Nobody found', { selector: 'p.muted' })).not.toBeVisible();
    expect(address()).toBe('/admin/deliveries?recipient_id=u-ivo');
    await user.keyboard('{Escape}');

    expect(address()).toBe('/admin/deliveries');
    expect(field()).toHaveValue('');
  });

  test('are chosen with a finger, and given up with one', async () => {
    haveMessages();
    const { user } = await open('/admin/deliveries', { as: 'u-ada' });

    await user.type(field(), 'ivo');
    await user.click(await screen.findByRole('option', { name: /Ivo Teacher/ }));
    expect(await screen.findByText('1 message')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Show everyone’s messages' }));

    expect(await screen.findByText('5 messages')).toBeVisible();
    expect(field()).toHaveFocus();
  });

  test('who leaves the field without a choice keeps the last one', async () => {
    const { user } = await open('/admin/deliveries?recipient_id=u-ivo', { as: 'u-ada' });
    await waitFor(() => expect(field()).toHaveValue('Ivo Teacher'));

    await user.type(field(), 'somebody else');
    await user.tab();

    expect(field()).toHaveValue('Ivo Teacher');
    await user.clear(field());
    await user.tab();
    expect(address()).toBe('/admin/deliveries');
  });

  test('an account that is gone is named as such, and can still be asked about', async () => {
    haveMessages();
    const { user } = await open('/admin/deliveries', { as: 'u-ada' });
    await user.click(await screen.findByRole('link', { name: 'Deleted account' }));

    expect(await screen.findByText('1 message')).toBeVisible();
    expect(field()).toHaveValue('Deleted account');
    await user.click(screen.getByRole('link', { name: 'To nobody' }));
    expect(await screen.findByRole('link', { name: 'Deleted account' })).toBeVisible();
  });

  test('are a press away from the list of people', async () => {
    haveMessages();
    const { user } = await open('/admin/users', { as: 'u-ada' });

    await user.click(await screen.findByRole('link', { name: 'Messages to Ivo Teacher' }));

    expect(await screen.findByText('1 message')).toBeVisible();
    await waitFor(() => expect(field()).toHaveValue('Ivo Teacher'));
  });

  test('a search that failed says so', async () => {
    server.use(http.get('*/api/users', () => refuse(503, 'unavailable')));
    const { user } = await open('/admin/deliveries', { as: 'u-ada' });

    await user.type(field(), 'ivo');

    const shown = await screen.findByText(/The platform is temporarily unavailable/, {
      selector: 'p.muted',
    });
    expect(shown).toBeVisible();
  });
});

describe('sending again', () => {
  test('asks first, and shows the result', async () => {
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

  test('a refusal is shown, and the message as it is by now', async () => {
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
