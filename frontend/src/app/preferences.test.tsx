import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, test } from 'vitest';
import { messages } from '@/testing/messages';
import { open } from '@/testing/open';
import { refuse } from '@/testing/platform';
import { server } from '@/testing/server';

const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

describe('how one is written to', () => {
  test('who has decided nothing is offered what the browser knows', async () => {
    document.cookie = 'lang=en';
    await open('/preferences', { as: 'u-ana' });

    expect(await screen.findByLabelText('Time zone')).toHaveValue(ownZone);
    expect(screen.getByLabelText('Language of messages')).toHaveValue('en');
    expect(screen.getByRole('checkbox', { name: 'Course news Email' })).toBeChecked();
    expect(screen.getByRole('checkbox', { name: 'Course news Once a day' })).not.toBeChecked();
  });

  test('all of it is saved together, by the version that was read', async () => {
    messages.state.preferences.version = 4;
    messages.state.preferences.off = { digest: ['sms'] };
    const { user } = await open('/preferences', { as: 'u-ana' });

    await user.selectOptions(await screen.findByLabelText('Language of messages'), 'es');
    await user.selectOptions(screen.getByLabelText('Time zone'), 'Europe/Madrid');
    await user.click(screen.getByRole('checkbox', { name: 'Quiet hours' }));
    await user.click(screen.getByRole('checkbox', { name: 'Course news Email' }));
    await user.click(screen.getByRole('checkbox', { name: 'Enrollments Once a day' }));
    expect(screen.getByText('Unsaved changes')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    expect(await screen.findByText('Your preferences have been saved.')).toBeVisible();
    expect(messages.state.preferences).toMatchObject({
      language: 'es',
      time_zone: 'Europe/Madrid',
      quiet_hours: { start: '22:00', end: '07:00' },
      off: { announcement: ['email'], enrollment: [], digest: ['sms'] },
      digest: ['enrollment'],
      version: 5,
    });
  });

  test('messages about the account cannot be switched off', async () => {
    await open('/preferences', { as: 'u-ana' });

    const row = await screen.findByRole('row', { name: /^Your account/ });

    expect(within(row).queryByRole('checkbox')).toBeNull();
    expect(within(row).getAllByText('Always on')).toHaveLength(4);
  });

  test('a fault is said at its field', async () => {
    server.use(
      http.put('*/api/preferences', () =>
        refuse(422, 'invalid', [{ field: 'quiet_hours.end', message: 'must be another time' }]),
      ),
    );
    const { user } = await open('/preferences', { as: 'u-ana' });
    await user.click(await screen.findByRole('checkbox', { name: 'Quiet hours' }));

    await user.click(screen.getByRole('button', { name: 'Save' }));

    await waitFor(() =>
      expect(screen.getByLabelText('To')).toHaveAccessibleDescription('must be another time'),
    );
  });

  test('what was changed elsewhere meanwhile is not written over', async () => {
    const { user } = await open('/preferences', { as: 'u-ana' });
    await screen.findByLabelText('Time zone');
    messages.state.preferences = {
      ...messages.state.preferences,
      time_zone: 'Asia/Tokyo',
      version: 7,
    };

    await user.click(screen.getByRole('button', { name: 'Save' }));

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'A newer version has been saved, here or elsewhere.',
    );
    await user.click(screen.getByRole('button', { name: 'Load the latest version' }));
    await waitFor(() => expect(screen.getByLabelText('Time zone')).toHaveValue('Asia/Tokyo'));
    expect(screen.queryByRole('alert')).toBeNull();
  });
});

describe('phone number', () => {
  test('a code that is sent to it proves whose it is', async () => {
    const { user } = await open('/preferences', { as: 'u-ana' });

    await user.type(await screen.findByLabelText('Phone number'), '+34 600-111 222');
    await user.click(screen.getByRole('button', { name: 'Send code' }));
    const code = await screen.findByLabelText('Code');
    expect(messages.state.preferences.phone).toBe('+34600111222');

    await user.type(code, '654321');
    await user.click(screen.getByRole('button', { name: 'Confirm' }));
    await waitFor(() => expect(code).toHaveAccessibleDescription('That is not the code we sent.'));

    await user.clear(code);
    await user.type(code, '123 456');
    await user.click(screen.getByRole('button', { name: 'Confirm' }));
    expect(await screen.findByText('Your number is confirmed.')).toBeVisible();
    expect(screen.getByText('+34600111222')).toBeVisible();
  });

  test('a number can be taken away', async () => {
    Object.assign(messages.state.preferences, { phone: '+34600111222', phone_confirmed: true });
    const { user } = await open('/preferences', { as: 'u-ana' });

    await user.click(await screen.findByRole('button', { name: 'Remove' }));

    expect(await screen.findByText('Your number has been removed.')).toBeVisible();
    expect(messages.state.preferences.phone).toBeNull();
  });

  test('a number and the rest are saved one after the other', async () => {
    const { user } = await open('/preferences', { as: 'u-ana' });

    await user.type(await screen.findByLabelText('Phone number'), '+34600111222');
    await user.click(screen.getByRole('button', { name: 'Send code' }));
    await screen.findByLabelText('Code');
    await user.click(screen.getByRole('button', { name: 'Save' }));

    expect(await screen.findByText('Your preferences have been saved.')).toBeVisible();
    expect(messages.state.preferences).toMatchObject({ phone: '+34600111222', version: 2 });
  });

  test('what came from elsewhere along with a number is not written over either', async () => {
    const { user } = await open('/preferences', { as: 'u-ana' });
    await user.type(await screen.findByLabelText('Phone number'), '+34600111222');
    messages.state.preferences = {
      ...messages.state.preferences,
      time_zone: 'Asia/Tokyo',
      version: 7,
    };

    await user.click(screen.getByRole('button', { name: 'Send code' }));
    await screen.findByLabelText('Code');
    await user.click(screen.getByRole('button', { name: 'Save' }));

    expect(await screen.findByRole('alert')).toHaveTextContent('A newer version has been saved');
    expect(messages.state.preferences.time_zone).toBe('Asia/Tokyo');
  });
});

describe('devices', () => {
  test('a browser without push is told so', async () => {
    await open('/preferences', { as: 'u-ana' });

    expect(await screen.findByText(/This browser cannot show notifications/)).toBeVisible();
  });

  test('a device that was removed is back when that is refused', async () => {
    messages.state.devices = [
      {
        id: 'd-1',
        service: 'updates.push.services.mozilla.com',
        created_at: '2026-11-01T10:00:00Z',
        seen_at: '2026-11-20T10:00:00Z',
        expires_at: null,
      },
    ];
    const { user } = await open('/preferences', { as: 'u-ana' });
    const remove = await screen.findByRole('button', { name: /^Remove Firefox/ });
    server.use(
      http.delete('*/api/push-subscriptions/:id', () => refuse(503, 'unavailable'), {
        once: true,
      }),
    );

    await user.click(remove);
    expect(
      await screen.findByText('The platform is temporarily unavailable. Try again in a moment.'),
    ).toBeVisible();
    await user.click(await screen.findByRole('button', { name: /^Remove Firefox/ }));

    expect(await screen.findByText('Firefox no longer shows your messages.')).toBeVisible();
    expect(screen.queryByRole('button', { name: /^Remove Firefox/ })).toBeNull();
  });

  test('the rest of the page is there when the devices are not', async () => {
    server.use(http.get('*/api/push-subscriptions', () => HttpResponse.json({}, { status: 500 })));
    await open('/preferences', { as: 'u-ana' });

    expect(await screen.findByRole('alert')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Save' })).toBeVisible();
  });
});
