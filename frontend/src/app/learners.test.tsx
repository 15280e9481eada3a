import { screen } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { open } from '@/testing/open';
import { platform } from '@/testing/platform';

describe('adding a learner', () => {
  test('a learner who is added by their address is on the roster', async () => {
    const { user } = await open('/teach/c-sql/roster', { as: 'u-ivo' });
    await screen.findByText('Nobody has enrolled yet');

    await user.click(screen.getByRole('button', { name: 'Add a learner' }));
    await user.type(screen.getByLabelText('Email address'), 'ana@example.org');
    await user.click(screen.getByRole('button', { name: 'Add' }));

    expect(await screen.findByText('Ana Example is in the course now.')).toBeVisible();
    expect(await screen.findByText('ana@example.org')).toBeVisible();
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(platform.state.asked).toContain('POST /api/courses/c-sql/learners');
  });

  test('an address without an account is reported, and can be corrected', async () => {
    const { user } = await open('/teach/c-sql/roster', { as: 'u-ivo' });

    await user.click(await screen.findByRole('button', { name: 'Add a learner' }));
    await user.type(screen.getByLabelText('Email address'), 'nobody@example.org');
    await user.click(screen.getByRole('button', { name: 'Add' }));

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Nobody has an account with this address.',
    );
    expect(screen.getByLabelText('Email address')).toHaveValue('nobody@example.org');
  });
});
