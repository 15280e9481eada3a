import { screen, waitFor, within } from '@testing-library/react';
import { http } from 'msw';
import { describe, expect, test } from 'vitest';
import { gate } from '@/testing/gate';
import { open } from '@/testing/open';
import { platform, refuse } from '@/testing/platform';
import { server } from '@/testing/server';

describe('people', () => {
  test('a role that the platform refuses goes back to what it was', async () => {
    const refusal = gate();
    server.use(
      http.put('*/api/users/:id', async () => {
        await refusal.opened;
        return refuse(409, 'last-admin');
      }),
    );
    const { user } = await open('/admin/users', { as: 'u-ada' });
    const role = await screen.findByRole('combobox', { name: 'Role of Ana Example' });

    await user.selectOptions(role, 'instructor');

    await waitFor(() => expect(role).toHaveValue('instructor'));
    refusal.open();
    expect(await screen.findByText('There must be at least one administrator.')).toBeVisible();
    await waitFor(() => expect(role).toHaveValue('student'));
  });

  test('an account is deactivated after a question', async () => {
    const { user } = await open('/admin/users', { as: 'u-ada' });

    await user.click(await screen.findByRole('button', { name: 'Deactivate Ana Example' }));
    const dialog = screen.getByRole('dialog', { name: 'Deactivate Ana Example' });
    // The styles of a cell would keep its text on one line.
    expect(dialog.closest('table')).toBeNull();
    await user.click(within(dialog).getByRole('button', { name: 'Deactivate' }));

    expect(await screen.findByText('Ana Example has been updated.')).toBeVisible();
    expect(platform.user('u-ana').active).toBe(false);
    expect(screen.getByRole('button', { name: 'Activate Ana Example' })).toBeVisible();
  });

  test('one cannot change oneself', async () => {
    await open('/admin/users', { as: 'u-ada' });
    await screen.findByRole('combobox', { name: 'Role of Ana Example' });

    expect(screen.queryByRole('combobox', { name: 'Role of Ada Admin' })).toBeNull();
  });

  test('the page does not exist for others', async () => {
    await open('/admin/users', { as: 'u-ivo' });

    expect(await screen.findByRole('heading', { name: 'Page not found' })).toBeVisible();
    expect(platform.state.asked.filter((one) => one.includes('/api/users'))).toEqual([]);
  });
});
