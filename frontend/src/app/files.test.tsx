import { screen, waitFor, within } from '@testing-library/react';
import { http } from 'msw';
import { describe, expect, test, vi } from 'vitest';
import type { Schemas } from '@/lib/api/client';
import { shelf } from '@/testing/files';
import { address, open } from '@/testing/open';
import { refuse } from '@/testing/platform';
import { server } from '@/testing/server';

const COURSE: Schemas['FileUse'] = {
  course_id: 'c-sql',
  course_title: 'Practical SQL',
  lesson_id: null,
  lesson_title: null,
};

/** A used and an unused cover, each of a tenth of the room. */
function keepTwo(): void {
  const used = shelf.keep({ name: 'new.png', purpose: 'cover' });
  shelf.keep({ name: 'old.png', purpose: 'cover' });
  shelf.state.uses[used.id] = [COURSE];
}

function row(name: string) {
  const found = screen.getByRole('heading', { name }).closest('li');
  if (found === null) throw new Error('no row');
  return within(found);
}

describe('my files', () => {
  test('a teacher sees what is used where, and how much room there is', async () => {
    keepTwo();
    await open('/files', { as: 'u-ivo' });

    expect(
      await screen.findByRole('progressbar', { name: 'Storage used: Cover pictures' }),
    ).toHaveValue(20);
    expect(screen.getByText('96 kB of 480 kB · 2 files')).toBeVisible();
    // What has no files takes no room, and no place.
    expect(screen.queryByText('Files of lessons')).toBeNull();
    expect(row('new.png').getByRole('link', { name: 'Practical SQL' })).toHaveAttribute(
      'href',
      '/teach/c-sql',
    );
    expect(row('old.png').getByText('Not used')).toBeVisible();
  });

  test('a deleted file is gone, and its room is free', async () => {
    keepTwo();
    const { user } = await open('/files', { as: 'u-ivo' });
    await user.click(await screen.findByRole('button', { name: 'Delete old.png' }));
    const dialog = within(screen.getByRole('dialog', { name: 'Delete this file?' }));
    expect(dialog.getByText('old.png cannot be brought back.')).toBeVisible();

    await user.click(dialog.getByRole('button', { name: 'Delete' }));

    expect(await screen.findByText('old.png was deleted.')).toBeVisible();
    await waitFor(() => expect(screen.getByRole('progressbar')).toHaveValue(10));
    expect(screen.queryByRole('heading', { name: 'old.png' })).toBeNull();
    expect(shelf.state.files.map((one) => one.name)).toEqual(['new.png']);
  });

  test('the owner who deletes a used file is told what that changes, and may go back', async () => {
    keepTwo();
    const { user } = await open('/files', { as: 'u-ivo' });
    await user.click(await screen.findByRole('button', { name: 'Delete new.png' }));

    const dialog = within(screen.getByRole('dialog'));
    expect(dialog.getByText(/Courses that use it will no longer show it/)).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Go back' }));

    expect(shelf.state.files).toHaveLength(2);
  });

  test('only what is not used can be shown, and all that is old deleted together', async () => {
    keepTwo();
    shelf.keep({ name: 'notes.pdf' });
    shelf.state.unused = ['f-2', 'f-3'];
    const { user } = await open('/files', { as: 'u-ivo' });
    await user.selectOptions(await screen.findByLabelText('Show'), 'Not used');

    await waitFor(() => expect(screen.queryByRole('heading', { name: 'new.png' })).toBeNull());
    expect(address()).toBe('/files?used=no');
    await user.click(screen.getByRole('button', { name: 'Delete 2 unused files' }));
    const dialog = within(screen.getByRole('dialog', { name: 'Delete unused files?' }));
    expect(dialog.getByText(/^2 files \(96 kB\) have not been used/)).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Delete' }));

    expect(await screen.findByText('2 files were deleted.')).toBeVisible();
    expect(await screen.findByText('No files match')).toBeVisible();
    expect(screen.queryByRole('button', { name: /unused/ })).toBeNull();
    expect(shelf.state.files.map((one) => one.name)).toEqual(['new.png']);
  });

  test('a filter that is none, even by the name of something of JavaScript, shows all', async () => {
    keepTwo();
    await open('/files?used=constructor', { as: 'u-ivo' });

    expect(await screen.findByRole('heading', { name: 'new.png' })).toBeVisible();
    expect(screen.getByLabelText('Show')).toHaveDisplayValue('All files');
  });

  test('after deleting the only file of the last page, the page before it is shown', async () => {
    for (let number = 1; number <= 41; number += 1) shelf.keep({ name: `${number}.pdf` });
    const { user } = await open('/files?page=3', { as: 'u-ivo' });
    await user.click(await screen.findByRole('button', { name: 'Delete 41.pdf' }));

    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Delete' }));

    expect(await screen.findByRole('heading', { name: '40.pdf' })).toBeVisible();
    expect(address()).toBe('/files?page=2');
    expect(screen.getByText('Page 2 of 2')).toBeVisible();
  });

  test('a page that is not there leads to the first when that is the only one', async () => {
    keepTwo();
    await open('/files?page=9', { as: 'u-ivo' });

    expect(await screen.findByRole('heading', { name: 'new.png' })).toBeVisible();
    expect(address()).toBe('/files');
  });

  test('what was uploaded to be handed in, and is only used in a course, can be deleted', async () => {
    const file = shelf.keep({ name: 'plan.pdf', purpose: 'submission' });
    shelf.state.uses[file.id] = [COURSE];
    await open('/files', { as: 'u-ivo' });

    expect(await screen.findByRole('button', { name: 'Delete plan.pdf' })).toBeVisible();
    expect(row('plan.pdf').getByText(/Used in/)).toBeVisible();
    expect(screen.queryByText('What was handed in stays with the exercise.')).toBeNull();
  });

  test('what a learner handed in stays, and leads to its lesson', async () => {
    const file = shelf.keep({ name: 'where.pdf', purpose: 'submission', owner_id: 'u-ana' });
    shelf.state.uses[file.id] = [{ ...COURSE, lesson_id: 'l-2', lesson_title: 'Where' }];
    await open('/files', { as: 'u-ana' });

    expect(await screen.findByText('What was handed in stays with the exercise.')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Where' })).toHaveAttribute(
      'href',
      '/courses/c-sql/lessons/l-2',
    );
    expect(screen.queryByRole('button', { name: /^Delete/ })).toBeNull();
  });

  test('a file is fetched by an address of this moment', async () => {
    const file = shelf.keep({ name: 'notes.pdf' });
    server.use(
      http.get('*/api/files/:id', () =>
        Response.json({ ...file, url: 'http://bucket.test/f-1?signature=x' }),
      ),
    );
    const clicked = vi.fn<(address: string, name: string) => void>();
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function click(
      this: HTMLAnchorElement,
    ) {
      clicked(this.href, this.download);
    });
    const { user } = await open('/files', { as: 'u-ivo' });

    await user.click(await screen.findByRole('button', { name: 'Download notes.pdf' }));

    await waitFor(() =>
      expect(clicked).toHaveBeenCalledWith('http://bucket.test/f-1?signature=x', 'notes.pdf'),
    );
  });

  test('an upload that did not arrive can be deleted, and not fetched', async () => {
    shelf.keep({ name: 'lost.pdf', stored_at: null });
    await open('/files', { as: 'u-ivo' });

    expect(await screen.findByText('Upload not finished')).toBeVisible();
    expect(screen.queryByRole('button', { name: /^Download/ })).toBeNull();
    expect(screen.getByRole('button', { name: 'Delete lost.pdf' })).toBeVisible();
  });

  test('people who have none are told what would be here', async () => {
    await open('/files', { as: 'u-ana' });

    expect(await screen.findByRole('heading', { name: 'No files yet' })).toBeVisible();
  });

  test('a list that cannot be had can be asked for again', async () => {
    keepTwo();
    server.use(http.get('*/api/files', () => refuse(422, 'invalid'), { once: true }));
    const { user } = await open('/files', { as: 'u-ivo' });

    await user.click(await screen.findByRole('button', { name: 'Try again' }));

    expect(await screen.findByRole('heading', { name: 'new.png' })).toBeVisible();
  });

  test.each(['/account', '/teach'])('%s leads there', async (page) => {
    await open(page, { as: 'u-ivo' });

    expect(await screen.findByRole('link', { name: 'My files' })).toHaveAttribute('href', '/files');
  });
});
