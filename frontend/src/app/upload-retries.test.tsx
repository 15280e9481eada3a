import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, test } from 'vitest';
import { shelf } from '@/testing/files';
import { open } from '@/testing/open';
import { platform } from '@/testing/platform';
import { server } from '@/testing/server';

const PICTURE = new File(['a picture'], 'cover.png', { type: 'image/png' });

async function openEditor() {
  const { user } = await open('/teach/c-sql', { as: 'u-ivo' });
  const field = await screen.findByRole('group', { name: 'Cover picture' });
  return { user, field: within(field) };
}

/** Chooses a cover whose first way to the bucket is interrupted; returns what tries again. */
async function interrupted() {
  server.use(http.put('http://bucket.test/:id', () => HttpResponse.error(), { once: true }));
  const { user, field } = await openEditor();
  await user.upload(field.getByLabelText('Cover picture Choose a file'), PICTURE);
  const again = await field.findByRole('button', { name: 'Try again with cover.png' });
  return { user, field, again };
}

describe('another try of an upload', () => {
  test('an interrupted upload can be tried again, as the same file', async () => {
    server.use(http.put('http://bucket.test/:id', () => HttpResponse.error(), { once: true }));
    const { user, field } = await openEditor();

    await user.upload(field.getByLabelText('Cover picture Choose a file'), PICTURE);
    expect(await field.findByRole('alert')).toHaveTextContent('The upload was interrupted.');
    await user.click(field.getByRole('button', { name: 'Try again with cover.png' }));

    expect(await field.findByText('cover.png was uploaded.')).toBeInTheDocument();
    expect(new Set(shelf.state.keys).size).toBe(1);
    expect(shelf.state.files).toHaveLength(1);
  });

  test('another try works when the first address has expired', async () => {
    const { user, field, again } = await interrupted();

    shelf.expire();
    await user.click(again);

    expect(await field.findByText('cover.png was uploaded.')).toBeInTheDocument();
    expect(Object.values(shelf.state.arrived)).toEqual(['a picture']);
  });

  test('what is available already needs no address', async () => {
    server.use(
      http.put(
        '*/api/files/:id/completion',
        () => {
          // It got through, but its response did not.
          for (const one of shelf.state.files) one.stored_at = '2026-11-22T10:00:01Z';
          return HttpResponse.error();
        },
        { once: true },
      ),
    );
    const { user, field } = await openEditor();
    await user.upload(field.getByLabelText('Cover picture Choose a file'), PICTURE);
    const sent = platform.state.asked.length;

    await user.click(await field.findByRole('button', { name: 'Try again with cover.png' }));

    expect(await field.findByText('cover.png was uploaded.')).toBeInTheDocument();
    const asked = platform.state.asked.slice(sent).filter((one) => /bucket|completion/.test(one));
    expect(asked).toEqual([]);
  });

  test('a file that was deleted in the meantime has to be chosen again', async () => {
    const { user, field, again } = await interrupted();

    shelf.state.files = [];
    await user.click(again);

    expect(await field.findByText(/deleted in the meantime\. Choose it again/)).toBeVisible();
    expect(field.queryByRole('button', { name: 'Try again with cover.png' })).toBeNull();
  });

  test('what has arrived already is not sent again', async () => {
    server.use(http.put('*/api/files/:id/completion', () => HttpResponse.error(), { once: true }));
    const { user, field } = await openEditor();

    await user.upload(field.getByLabelText('Cover picture Choose a file'), PICTURE);
    await user.click(await field.findByRole('button', { name: 'Try again with cover.png' }));

    expect(await field.findByText('cover.png was uploaded.')).toBeInTheDocument();
  });
});
