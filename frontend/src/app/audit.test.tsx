import { readdirSync } from 'node:fs';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http } from 'msw';
import { describe, expect, test } from 'vitest';
import { eventNames, typeOf } from '@/features/audit/event-types';
import { currentLocale } from '@/lib/i18n/language';
import { formatDate } from '@/lib/i18n/translate';
import { audit, sampleEntry, TRACE } from '@/testing/audit';
import { address, open } from '@/testing/open';
import { platform, refuse } from '@/testing/platform';
import { server } from '@/testing/server';

/** The entry with this heading. */
async function entry(name: string): Promise<HTMLElement> {
  const heading = await screen.findByRole('heading', { level: 2, name });
  const found = heading.closest('li');
  if (found === null) throw new Error('not in a list');
  return found;
}

/** What the API was last asked for, by name. */
function asked(): Record<string, string> {
  const requests = platform.state.asked.filter((one) => one.includes('/api/audit-entries'));
  const query = requests.at(-1)?.split('?')[1];
  return Object.fromEntries(new URLSearchParams(query));
}

describe('the audit trail', () => {
  test('says what, when, who and about what', async () => {
    await open('/admin/audit', { as: 'u-ada' });

    const changed = await entry('Account changed');
    expect(await within(changed).findByRole('link', { name: 'Ada Admin' })).toBeVisible();
    expect(await within(changed).findByRole('link', { name: 'Ana Example' })).toBeVisible();
    expect(changed).toHaveTextContent('Administrator');
    expect(changed).toHaveTextContent('org.learning.user.updated.v1');
    const time = formatDate(currentLocale(), '2026-11-22T10:00:05Z', 'medium');
    expect(within(changed).getByText(time)).toBeVisible();
    const published = await entry('Course published');
    expect(within(published).getByRole('link', { name: 'Practical SQL' })).toBeVisible();
    expect(within(published).queryByRole('link', { name: 'Everything in this trace' })).toBeNull();
    expect(await entry('Login failed')).toHaveTextContent('anonymous Not logged in');
    expect(screen.getByText('3 entries')).toBeVisible();
  });

  test('the record is folded, and says when its data was erased', async () => {
    const { user } = await open('/admin/audit', { as: 'u-ada' });
    const changed = await entry('Account changed');
    expect(within(changed).getByText(/"changes"/)).not.toBeVisible();

    await user.click(within(changed).getByText('Details'));

    expect(within(changed).getByText(/"changes"/)).toBeVisible();
    expect(within(changed).getByText(TRACE)).toBeVisible();
    const failed = await entry('Login failed');
    await user.click(within(failed).getByText('Details'));
    expect(within(failed).getByText('The data of this entry has been erased.')).toBeVisible();
  });

  test('every event that the platform has is described in words', () => {
    const schemas = readdirSync('../eventing/schemas').map((one) => one.replace(/\.json$/, ''));

    // What the tool writes that erases data passes no broker.
    const expected = [...schemas, 'org.learning.audit.erased.v1'];
    expect(eventNames.map(typeOf).toSorted()).toEqual(expected.toSorted());
  });

  test('an event without words is named by its type', async () => {
    audit.state.entries = [sampleEntry({ type: 'org.example.odd.v9' })];
    await open('/admin/audit?type=org.example.odd.v9', { as: 'u-ada' });

    expect(await entry('org.example.odd.v9')).toBeVisible();
    expect(screen.getByRole('combobox', { name: 'What' })).toHaveValue('org.example.odd.v9');
  });

  test.each([
    ['Ivo Teacher', '/admin/audit?actor_id=u-ivo'],
    ['Practical SQL', '/admin/audit?subject=c-sql'],
    ['Everything in this request', '/admin/audit?request_id=req-6'],
  ])('%s leads to everything of the same', async (name, path) => {
    const { user } = await open('/admin/audit?type=org.learning.course.published.v1', {
      as: 'u-ada',
    });
    const published = await entry('Course published');

    await user.click(await within(published).findByRole('link', { name }));

    expect(address()).toBe(path);
    expect(await screen.findByText('1 entry')).toBeVisible();
    expect(screen.getByRole('combobox', { name: 'What' })).toHaveValue('');
  });

  test('a trace that somebody quotes is found', async () => {
    const { user } = await open('/admin/audit', { as: 'u-ada' });
    expect(await screen.findByText('3 entries')).toBeVisible();

    await user.type(screen.getByLabelText('Request or trace ID'), ` ${TRACE}{Enter}`);

    expect(address()).toBe(`/admin/audit?trace_id=${TRACE}`);
    expect(await screen.findByText('2 entries')).toBeVisible();
    await user.click(screen.getByRole('link', { name: 'Clear filters' }));
    expect(address()).toBe('/admin/audit');
    expect(screen.getByLabelText('Request or trace ID')).toHaveValue('');
  });

  test('what was entered lives in the address, days from midnight to midnight', async () => {
    const { user } = await open('/admin/audit?page=3', { as: 'u-ada' });
    expect(await screen.findByText('3 entries')).toBeVisible();

    await user.selectOptions(screen.getByRole('combobox', { name: 'What' }), 'Account changed');
    fireEvent.change(screen.getByLabelText('From'), { target: { value: '2026-11-21' } });
    fireEvent.change(screen.getByLabelText('To'), { target: { value: '2026-11-22' } });
    await user.type(screen.getByLabelText('About (ID)'), 'u-ana');
    await user.click(screen.getByRole('button', { name: 'Search' }));

    expect(address()).toBe(
      '/admin/audit?from=2026-11-21&subject=u-ana&to=2026-11-22&type=org.learning.user.updated.v1',
    );
    await waitFor(() =>
      expect(asked()).toEqual({
        since: new Date(2026, 10, 21).toISOString(),
        until: new Date(2026, 10, 23).toISOString(),
        subject: 'u-ana',
        type: 'org.learning.user.updated.v1',
        limit: '20',
        page: '1',
      }),
    );
  });

  test('a filter that cannot be is said at its field', async () => {
    const { user } = await open('/admin/audit', { as: 'u-ada' });
    fireEvent.change(screen.getByLabelText('From'), { target: { value: '2026-11-22' } });
    fireEvent.change(screen.getByLabelText('To'), { target: { value: '2026-11-21' } });
    await user.type(screen.getByLabelText('About (ID)'), 'two words');

    await user.click(screen.getByRole('button', { name: 'Search' }));

    expect(screen.getByLabelText('To')).toHaveAccessibleDescription(
      'This day is before the first one.',
    );
    expect(screen.getByLabelText('About (ID)')).toHaveAccessibleDescription(/has no spaces/);
    expect(screen.getByLabelText('To')).toHaveFocus();
    expect(address()).toBe('/admin/audit');
  });

  test('a person is found by name, and what is entered but not sent stays', async () => {
    const { user } = await open('/admin/audit', { as: 'u-ada' });
    await user.type(screen.getByLabelText('About (ID)'), 'c-sql');
    const field = screen.getByRole('combobox', { name: 'Who' });

    await user.type(field, 'ivo');
    await user.click(await screen.findByRole('option', { name: /Ivo Teacher/ }));

    expect(address()).toBe('/admin/audit?actor_id=u-ivo');
    expect(field).toHaveValue('Ivo Teacher');
    expect(field).toHaveFocus();
    expect(screen.getByLabelText('About (ID)')).toHaveValue('c-sql');
    await user.click(screen.getByRole('button', { name: 'Search' }));
    expect(address()).toBe('/admin/audit?actor_id=u-ivo&subject=c-sql');
    await user.click(screen.getByRole('button', { name: 'Show what everyone did' }));
    expect(address()).toBe('/admin/audit?subject=c-sql');
  });

  test('somebody without an account is found by id', async () => {
    const id = '0198a1b2-0000-7000-8000-00000000000a';
    const { user } = await open('/admin/audit', { as: 'u-ada' });
    const field = screen.getByRole('combobox', { name: 'Who' });

    await user.type(field, id);
    expect(screen.getByRole('option', { name: /Account with this ID/ })).toHaveTextContent(id);
    await user.keyboard('{Enter}');

    expect(address()).toBe(`/admin/audit?actor_id=${id}`);
    expect(await screen.findByText('No entries found')).toBeVisible();
    await waitFor(() => expect(field).toHaveValue(id));
  });

  test('pages keep the filter, and a count that stops says so', async () => {
    audit.state.total = 10_000;
    const { user } = await open('/admin/audit?actor_id=u-ada&page=2', { as: 'u-ada' });

    expect(await screen.findByText(/At least 10,000 entries/)).toBeVisible();
    expect(screen.getByText('Page 2 of 500')).toBeVisible();
    await user.click(screen.getByRole('link', { name: 'Next' }));

    expect(address()).toBe('/admin/audit?actor_id=u-ada&page=3');
    expect(asked()).toMatchObject({ actor_id: 'u-ada', page: '3' });
  });

  test('what failed can be tried again, and the filter stays', async () => {
    server.use(http.get('*/api/audit-entries', () => refuse(500, 'internal'), { once: true }));
    const { user } = await open('/admin/audit?subject=u-ana', { as: 'u-ada' });

    await user.click(await screen.findByRole('button', { name: 'Try again' }));

    expect(await screen.findByText('2 entries')).toBeVisible();
    expect(screen.getByLabelText('About (ID)')).toHaveValue('u-ana');
  });

  test('the page does not exist for others', async () => {
    await open('/admin/audit', { as: 'u-ivo' });

    expect(await screen.findByRole('heading', { name: 'Page not found' })).toBeVisible();
    expect(platform.state.asked.filter((one) => one.includes('/api/audit'))).toEqual([]);
  });

  test('the overview leads to it', async () => {
    const { user } = await open('/admin', { as: 'u-ada' });

    await user.click(await screen.findByRole('link', { name: 'Audit trail' }));

    expect(address()).toBe('/admin/audit');
  });
});
