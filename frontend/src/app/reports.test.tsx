import { screen, within } from '@testing-library/react';
import axe from 'axe-core';
import { HttpResponse, http } from 'msw';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { stuckSince } from '@/features/reports/stuck-since';
import { messages } from '@/testing/messages';
import { open } from '@/testing/open';
import { refuse } from '@/testing/platform';
import { server } from '@/testing/server';

const PATH = '/teach/c-sql/report';
// Colors are measured in a browser.
const AXE = { iframes: false, rules: { 'color-contrast': { enabled: false } } };

afterEach(() => vi.restoreAllMocks());

/** Catches what would be saved: the text and the name of the file. */
function savedFiles(): { name: string; blob: Blob }[] {
  const saved: { name: string; blob: Blob }[] = [];
  let last: Blob | null = null;
  URL.createObjectURL = vi.fn((blob: Blob) => {
    last = blob;
    return 'blob:report';
  });
  URL.revokeObjectURL = vi.fn();
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    if (last !== null) saved.push({ name: this.download, blob: last });
  });
  return saved;
}

describe('a report', () => {
  test('says where each learner stands', async () => {
    await open(PATH, { as: 'u-ivo' });

    const stuck = within(await screen.findByRole('row', { name: /Bo Stuck/u }));
    expect(stuck.getByText('0 of 3 lessons')).toBeVisible();
    expect(stuck.getByRole('progressbar', { name: 'Progress of Bo Stuck' })).toHaveValue(0);
    expect(stuck.getByText('Not started')).toBeVisible();
    expect(stuck.getByText('Tables')).toBeVisible();
    const done = within(screen.getByRole('row', { name: /Ana Example/u }));
    expect(done.getByText(/^Completed on/u)).toBeVisible();
    expect(done.getByText('80%')).toBeVisible();
    expect(screen.getByText('2 people')).toBeVisible();
  });

  test('is narrowed to those who are stuck, and its address says so', async () => {
    const { user } = await open(PATH, { as: 'u-ivo' });
    await screen.findByText('Ana Example');

    await user.selectOptions(screen.getByLabelText('Show'), 'No activity for 14 days');

    expect(await screen.findByText('1 person')).toBeVisible();
    expect(screen.queryByText('Ana Example')).toBeNull();
    expect(location.search).toContain('stuck=14');
  });

  test('is kept as a file, as it is shown', async () => {
    const saved = savedFiles();
    const { user } = await open(`${PATH}?stuck=30`, { as: 'u-ivo' });
    await screen.findByText('Bo Stuck');

    await user.click(screen.getByRole('button', { name: 'Export as CSV' }));

    await vi.waitFor(() => expect(saved).toHaveLength(1));
    expect(saved[0]?.name).toBe('practical-sql.csv');
    expect(await saved[0]?.blob.text()).toBe('name\r\nBo Stuck\r\n');
  });

  test.each([
    ['activity', 'Bo Stuck', 'Ana Example'],
    ['enrolled', 'Ana Example', 'Bo Stuck'],
  ])('is kept in the order that is shown: %s', async (order, first, second) => {
    const saved = savedFiles();
    const { user } = await open(`${PATH}?order=${order}`, { as: 'u-ivo' });
    await screen.findByText('Bo Stuck');

    await user.click(screen.getByRole('button', { name: 'Export as CSV' }));

    await vi.waitFor(() => expect(saved).toHaveLength(1));
    expect(await saved[0]?.blob.text()).toBe(`name\r\n${first}\r\n${second}\r\n`);
    const rows = screen.getAllByRole('row').slice(1);
    expect(rows[0]).toHaveTextContent(first);
  });

  test('that is too long for a file says what to do', async () => {
    const { user } = await open(PATH, { as: 'u-ivo' });
    await screen.findByText('Bo Stuck');
    server.use(http.get('*/api/courses/:id/report', () => refuse(409, 'report-too-long')));

    await user.click(screen.getByRole('button', { name: 'Export as CSV' }));

    expect(await screen.findByText(/too many learners for one file/u)).toBeVisible();
  });

  test('in which nobody is stuck says so', async () => {
    server.use(
      http.get('*/api/courses/:id/report', () =>
        HttpResponse.json({ items: [], total: 0, page: 1, limit: 50, next_cursor: null }),
      ),
    );
    await open(`${PATH}?stuck=7`, { as: 'u-ivo' });

    expect(await screen.findByText('Nobody is stuck')).toBeVisible();
  });
});

describe('writing to those who are stuck', () => {
  test('is for those who are shown, and the announcement says since when', async () => {
    const { user } = await open(`${PATH}?stuck=14`, { as: 'u-ivo' });
    await screen.findByText('Bo Stuck');

    await user.click(screen.getByRole('button', { name: 'Write to them' }));
    const by = within(
      screen.getByRole('dialog', { name: 'Message those who are stuck in Practical SQL' }),
    );
    await user.type(by.getByLabelText('Subject'), 'Still there?');
    await user.type(by.getByLabelText('Message'), 'Ask me anything.');
    expect((await axe.run(document.body, AXE)).violations).toEqual([]);
    await user.click(by.getByRole('button', { name: 'Send to them' }));

    expect(await screen.findByRole('heading', { level: 1, name: 'Still there?' })).toBeVisible();
    expect(messages.state.announcements[0]).toMatchObject({
      course_id: 'c-sql',
      subject: 'Still there?',
      stuck_since: stuckSince(14),
    });
    expect(screen.getByText('To those without activity since')).toBeVisible();
  });

  test('is not offered while everybody is shown', async () => {
    await open(PATH, { as: 'u-ivo' });
    await screen.findByText('Ana Example');

    expect(screen.queryByRole('button', { name: 'Write to them' })).toBeNull();
  });
});
