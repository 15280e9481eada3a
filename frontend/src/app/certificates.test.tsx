import { screen, within } from '@testing-library/react';
import { describe, expect, test, vi } from 'vitest';
import type { Schemas } from '@/lib/api/client';
import { open } from '@/testing/open';
import { platform } from '@/testing/platform';

function certificate(
  changes: Partial<Schemas['CertificateRecord']> = {},
): Schemas['CertificateRecord'] {
  return {
    id: 'k-sql',
    name: 'Ana Lima',
    course_id: 'c-sql',
    course_title: 'Practical SQL',
    teacher: 'Ivo Teacher',
    completed_at: '2026-11-22T10:00:00Z',
    issued_at: '2026-11-22T10:00:01Z',
    revoked_at: null,
    revocation_reason: null,
    ...changes,
  };
}

describe('certificates', () => {
  test('a learner opens, downloads and shares theirs', async () => {
    platform.state.certificates = [certificate()];
    const { user } = await open('/learning', { as: 'u-ana' });
    const list = await screen.findByRole('region', { name: 'Certificates' });
    const at = within(list);

    expect(at.getByRole('heading', { name: 'Practical SQL' })).toBeVisible();
    expect(at.getByText('Completed on Nov 22, 2026')).toBeVisible();
    expect(at.getByRole('link', { name: 'View certificate: Practical SQL' })).toHaveAttribute(
      'href',
      '/certificates/k-sql',
    );
    const pdf = at.getByRole('link', { name: 'Download PDF: Practical SQL' });
    expect(pdf).toHaveAttribute('href', '/api/certificates/k-sql/pdf');
    expect(pdf).toHaveAttribute('download');
    const badge = at.getByRole('link', { name: 'Download badge: Practical SQL' });
    expect(badge).toHaveAttribute('href', '/api/certificates/k-sql/credential');

    await user.click(at.getByRole('button', { name: 'Copy link: Practical SQL' }));
    expect(await screen.findByText('The link has been copied.')).toBeVisible();
    expect(await navigator.clipboard.readText()).toBe(
      `${window.location.origin}/certificates/k-sql`,
    );
  });

  test('a browser that refuses to copy says what to do instead', async () => {
    platform.state.certificates = [certificate()];
    const { user } = await open('/learning', { as: 'u-ana' });
    const button = await screen.findByRole('button', { name: /^Copy link/ });
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('not allowed'));

    await user.click(button);

    expect(await screen.findByText(/did not allow copying/)).toBeVisible();
  });

  test('a revoked one says when and why, and is not handed out', async () => {
    platform.state.certificates = [
      certificate({ revoked_at: '2026-11-25T10:00:00Z', revocation_reason: 'Issued by mistake' }),
    ];
    await open('/learning', { as: 'u-ana' });

    expect(await screen.findByText('Revoked on Nov 25, 2026: Issued by mistake')).toBeVisible();
    expect(screen.getByRole('link', { name: /^View certificate/ })).toBeVisible();
    expect(screen.queryByRole('link', { name: /^Download/ })).toBeNull();
    expect(screen.queryByRole('button', { name: /^Copy/ })).toBeNull();
  });

  test('nobody sees an empty list of them', async () => {
    await open('/learning', { as: 'u-ana' });
    await screen.findByText('Nothing here yet');
    expect(screen.queryByRole('heading', { name: 'Certificates' })).toBeNull();
  });
});
