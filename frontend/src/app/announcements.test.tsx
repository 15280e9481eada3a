import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, test } from 'vitest';
import type { Schemas } from '@/lib/api/client';
import { messages } from '@/testing/messages';
import { address, open } from '@/testing/open';
import { refuse } from '@/testing/platform';
import { sampleAnnouncement } from '@/testing/samples';
import { server } from '@/testing/server';

type Announcement = Schemas['Announcement'];

async function write(user: Awaited<ReturnType<typeof open>>['user']): Promise<HTMLElement> {
  await user.click(await screen.findByRole('button', { name: 'Message everyone' }));
  const dialog = screen.getByRole('dialog', { name: 'Message all learners in Practical SQL' });
  await user.type(within(dialog).getByLabelText('Subject'), 'Exam');
  await user.type(within(dialog).getByLabelText('Message'), 'On Monday.');
  return dialog;
}

describe('writing to a whole course', () => {
  test('one message goes to all, by the channels that were chosen, and is followed', async () => {
    const { user } = await open('/teach/c-sql/roster', { as: 'u-ivo' });
    const dialog = await write(user);
    const by = within(dialog);

    await user.selectOptions(by.getByLabelText('Channel'), 'email');
    await user.selectOptions(by.getByLabelText('If that fails (1)'), 'push');
    await user.selectOptions(by.getByLabelText('If that fails (2)'), 'in_app');
    await user.click(by.getByRole('button', { name: 'Send to everyone' }));

    expect(await screen.findByRole('heading', { level: 1, name: 'Exam' })).toBeVisible();
    expect(address()).toBe('/announcements/a-2');
    expect(messages.state.announcements[0]).toMatchObject({
      course_id: 'c-sql',
      subject: 'Exam',
      text: 'On Monday.',
      channel: 'email',
      fallbacks: ['push', 'in_app'],
    });
    expect(screen.getByText('Counting the learners…')).toBeVisible();
  });

  test('no channel is offered twice, and what comes after can be left out again', async () => {
    const { user } = await open('/teach/c-sql/roster', { as: 'u-ivo' });
    const by = within(await write(user));

    await user.selectOptions(by.getByLabelText('If that fails (1)'), 'email');
    const next = by.getByLabelText('If that fails (2)');
    expect(within(next).queryByRole('option', { name: 'Email' })).toBeNull();
    await user.selectOptions(by.getByLabelText('If that fails (1)'), '');

    expect(by.queryByLabelText('If that fails (2)')).toBeNull();
  });

  test('what is wrong is said at its field, and a lost answer does not write twice', async () => {
    const keys: (string | null)[] = [];
    server.use(
      http.post('*/api/announcements', ({ request }) => {
        keys.push(request.headers.get('Idempotency-Key'));
        if (keys.length === 1) return HttpResponse.error();
        if (keys.length === 2) {
          return refuse(422, 'invalid', [{ field: 'subject', message: 'must be one line' }]);
        }
        return undefined;
      }),
    );
    const { user } = await open('/teach/c-sql/roster', { as: 'u-ivo' });
    const by = within(await write(user));
    const send = by.getByRole('button', { name: 'Send to everyone' });

    await user.click(send);
    expect(await by.findByRole('alert')).toHaveTextContent('The platform cannot be reached.');
    await user.click(send);
    await waitFor(() =>
      expect(by.getByLabelText('Subject')).toHaveAccessibleDescription('must be one line'),
    );
    await user.type(by.getByLabelText('Subject'), ' on Monday');
    await user.click(send);

    expect(await screen.findByRole('heading', { name: 'Exam on Monday' })).toBeVisible();
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[1]);
  });
});

describe('how far it has come', () => {
  test('is asked again until nothing is on its way any more', async () => {
    const steps: Partial<Announcement>[] = [
      { recipients: null, requested: 0, states: {}, finished_at: null },
      { recipients: 3, requested: 2, states: { queued: 2 }, finished_at: null },
      { recipients: 3, requested: 3, states: { delivered: 2, suppressed: 1 } },
    ];
    let asked = 0;
    server.use(
      http.get('*/api/announcements/:id', () => {
        const step = steps[Math.min(asked, steps.length - 1)];
        asked += 1;
        return HttpResponse.json(sampleAnnouncement(step));
      }),
    );
    await open('/announcements/a-1', { as: 'u-ivo' });

    expect(await screen.findByText('Counting the learners…')).toBeVisible();
    expect(await screen.findByText('Sent to 2 of 3 learners')).toBeVisible();
    expect(screen.getByText('In progress')).toBeVisible();
    expect(await screen.findByText('Sent to 3 of 3 learners')).toBeVisible();
    expect(screen.getByText('Finished')).toBeVisible();
    expect(screen.getByText('Not sent').nextSibling).toHaveTextContent('1');
    const until = asked;
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(asked).toBe(until);
  });

  test('each announcement leads to it', async () => {
    const { user } = await open('/announcements', { as: 'u-ivo' });

    expect(await screen.findByText('3 of 3 delivered')).toBeVisible();
    await user.click(screen.getByRole('link', { name: 'Office hours' }));

    expect(await screen.findByRole('heading', { level: 1, name: 'Office hours' })).toBeVisible();
  });

  test('there may be none', async () => {
    messages.state.announcements = [];
    await open('/announcements?course_id=c-sql', { as: 'u-ivo' });

    expect(await screen.findByText('No announcements yet')).toBeVisible();
    expect(screen.getByRole('link', { name: 'All announcements' })).toBeVisible();
  });

  test('what is not there is not found', async () => {
    await open('/announcements/a-9', { as: 'u-ivo' });

    expect(await screen.findByRole('heading', { name: 'Page not found' })).toBeVisible();
  });
});
