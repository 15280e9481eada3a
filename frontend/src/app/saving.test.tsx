import { fireEvent, screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { keepCopy } from '@/lib/unsaved-copies';
import { open } from '@/testing/open';
import { platform } from '@/testing/platform';
import { server } from '@/testing/server';

const PATIENCE = { timeout: 4000 };

function course() {
  const [first] = platform.state.courses;
  if (first === undefined) throw new Error('no course');
  return first;
}

function sent(): string[] {
  return platform.state.asked.filter((one) => one.startsWith('PUT'));
}

/** The field of the second lesson. */
function second(fields: HTMLElement[]): HTMLElement {
  const [, field] = fields;
  if (field === undefined) throw new Error('no field');
  return field;
}

beforeEach(() => localStorage.clear());

describe('saving', () => {
  test('a draft saves itself and says so', async () => {
    course().status = 'draft';
    const { user } = await open('/teach/c-sql', { as: 'u-ivo' });

    await user.type(await screen.findByLabelText('Title'), '!');

    expect(screen.getByText('Unsaved changes')).toBeVisible();
    expect(await screen.findByText('All changes are saved', {}, PATIENCE)).toBeVisible();
    expect(course().title).toBe('Practical SQL!');
    expect(sent()).toHaveLength(1);
  });

  test('what is public waits until its author saves', async () => {
    const { user } = await open('/teach/c-sql', { as: 'u-ivo' });

    await user.type(await screen.findByLabelText('Title'), '!');
    await new Promise((resolve) => setTimeout(resolve, 2000));

    expect(screen.getByText(/kept in this browser until you save/)).toBeVisible();
    expect(sent()).toEqual([]);
  });

  test('a field that is wrong is not sent, and the state says so', async () => {
    course().status = 'draft';
    const { user } = await open('/teach/c-sql', { as: 'u-ivo' });

    await user.clear(await screen.findByLabelText('Title'));

    expect(await screen.findByText(/^Not saved: a field/, {}, PATIENCE)).toBeVisible();
    expect(sent()).toEqual([]);
  });

  test('without a network nothing is lost, and it is sent when there is one again', async () => {
    course().status = 'draft';
    const { user } = await open('/teach/c-sql', { as: 'u-ivo' });
    server.use(http.put('*/api/courses/:id', () => HttpResponse.error(), { once: true }));

    await user.type(await screen.findByLabelText('Title'), '!');
    expect(
      await screen.findByText(/^Not saved: .*kept in this browser/, {}, PATIENCE),
    ).toBeVisible();
    window.dispatchEvent(new Event('online'));

    expect(await screen.findByText('All changes are saved', {}, PATIENCE)).toBeVisible();
    expect(course().title).toBe('Practical SQL!');
  });

  test('changes of an earlier visit come back, and can be dropped', async () => {
    keepCopy('u-ivo', 'c-sql', {
      version: 3,
      fields: { title: 'Typed before the crash' },
      outline: [],
      completion: {},
    });
    const { user } = await open('/teach/c-sql', { as: 'u-ivo' });

    expect(await screen.findByLabelText('Title')).toHaveValue('Typed before the crash');
    expect(screen.getByText('No modules yet')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Drop these changes' }));

    await waitFor(() => expect(screen.getByLabelText('Title')).toHaveValue('Practical SQL'));
    expect(screen.getByDisplayValue('Where')).toBeVisible();
  });

  test('nobody else gets what was kept', async () => {
    keepCopy('u-ivo', 'c-sql', {
      version: 3,
      fields: { title: 'Mine' },
      outline: [],
      completion: {},
    });
    await open('/teach/c-sql', { as: 'u-ada' });

    expect(await screen.findByLabelText('Title')).toHaveValue('Practical SQL');
  });

  test('changes made in an older version are told, and saved on top if the author says so', async () => {
    course().status = 'draft';
    const { user } = await open('/teach/c-sql', { as: 'u-ivo' });
    const title = await screen.findByLabelText('Title');
    course().version = 7;

    await user.type(title, '!');
    const note = await screen.findByText('This course was changed elsewhere', {}, PATIENCE);
    expect(note).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Save my changes on top' }));

    expect(await screen.findByText('All changes are saved', {}, PATIENCE)).toBeVisible();
    expect(course().title).toBe('Practical SQL!');
    expect(course().version).toBe(8);
  });
});

describe('lessons', () => {
  test('a text is shown as its readers will see it', async () => {
    server.use(
      http.post('*/api/lesson-previews', async ({ request }) => {
        const { body } = (await request.json()) as { body: string };
        return HttpResponse.json({ html: `<p>Shown: <strong>${body}</strong></p>` });
      }),
    );
    const { user } = await open('/teach/c-sql', { as: 'u-ivo' });
    await user.click(await screen.findByText('Content and settings of Where'));

    await user.type(screen.getByLabelText('Instructions'), 'Find');
    await user.click(second(screen.getAllByRole('button', { name: 'Preview', hidden: true })));

    expect(await screen.findByText('Find', { selector: 'strong' }, PATIENCE)).toBeVisible();
  });

  test('a lesson is dragged into another module and said to be there', async () => {
    await open('/teach/c-sql', { as: 'u-ivo' });
    const grip = await waitFor(() => {
      const found = document.querySelector<HTMLElement>('[data-grip="l-1"]');
      if (found === null) throw new Error('no grip');
      return found;
    });
    grip.setPointerCapture = vi.fn();
    const target = document.querySelector('[data-row="m-2"]');
    document.elementFromPoint = () => target;

    fireEvent.pointerDown(grip, { button: 0, pointerId: 1 });
    fireEvent.pointerMove(grip, { clientX: 9, clientY: 90 });
    fireEvent.pointerUp(grip);

    expect(screen.getByText('Select is now 1 of 1 in Joins.')).toBeInTheDocument();
  });

  test('settings of a lesson are sent: preview, exercise, what completes the course', async () => {
    const { user } = await open('/teach/c-sql', { as: 'u-ivo' });
    await user.click(await screen.findByText('Content and settings of Where'));

    await user.click(second(screen.getAllByLabelText('Free preview')));
    await user.click(second(screen.getAllByLabelText('Needed to complete the course')));
    await user.type(screen.getByLabelText('Instructions'), 'Find the rows.');
    await user.click(screen.getByLabelText('Files'));
    await user.click(screen.getByRole('button', { name: 'Save' }));

    expect(await screen.findByText('Saved.')).toBeVisible();
    const lesson = course().content.modules?.[0]?.lessons?.[1];
    expect(lesson).toMatchObject({
      is_preview: true,
      body: 'Find the rows.',
      exercise: { accepts: ['text', 'file'], max_points: 10 },
    });
    expect(course().completion?.required_lessons).toEqual(['l-2']);
  });
});
