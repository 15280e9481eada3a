import { screen, waitFor } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { address, open } from '@/testing/open';
import { platform } from '@/testing/platform';

describe('unsaved changes', () => {
  test.each([
    ['/teach/c-sql', 'u-ivo', 'Title', '/teach'],
    ['/teach/new', 'u-ivo', 'Title', '/teach'],
  ])('%s asks before a link leads away, and stays', async (path, as, label, away) => {
    const { user } = await open(path, { as });
    await user.type(await screen.findByLabelText(label), ' and more');

    await user.click(screen.getByRole('link', { name: 'Teach' }));

    expect(await screen.findByRole('dialog')).toHaveAccessibleName('Leave without saving?');
    expect(address()).toBe(path);
    await user.click(screen.getByRole('button', { name: 'Keep editing' }));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(screen.getByLabelText<HTMLInputElement>(label).value).toMatch(/ and more$/);

    await user.click(screen.getByRole('link', { name: 'Teach' }));
    await user.click(await screen.findByRole('button', { name: 'Discard changes' }));
    await waitFor(() => expect(address()).toBe(away));
  });

  test("the browser's back button asks too, and goes back once it may", async () => {
    const { user } = await open('/teach', { as: 'u-ivo' });
    await user.click(await screen.findByRole('link', { name: 'New course' }));
    await user.type(await screen.findByLabelText('Title'), 'Half a title');

    window.history.back();

    expect(await screen.findByRole('dialog')).toBeVisible();
    expect(address()).toBe('/teach/new');
    expect(screen.getByLabelText('Title')).toHaveValue('Half a title');
    await user.click(screen.getByRole('button', { name: 'Discard changes' }));
    await waitFor(() => expect(address()).toBe('/teach'));
    expect(await screen.findByRole('heading', { level: 1, name: 'Your courses' })).toBeVisible();
  });

  test('closing the tab asks as long as something is not saved', async () => {
    function isHeld(): boolean {
      return !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
    }
    const { user } = await open('/teach/c-sql', { as: 'u-ivo' });
    const title = await screen.findByLabelText('Title');
    expect(isHeld()).toBe(false);
    await user.type(title, '!');
    expect(isHeld()).toBe(true);

    await user.click(screen.getByRole('button', { name: 'Save' }));

    expect(await screen.findByText('Saved.')).toBeVisible();
    await waitFor(() => expect(isHeld()).toBe(false));
    await user.click(screen.getByRole('link', { name: 'Teach' }));
    await waitFor(() => expect(address()).toBe('/teach'));
  });
});

describe('a form checks itself', () => {
  test('before it asks the platform: in words of its own, at the first wrong field', async () => {
    const { user } = await open('/register');
    const email = await screen.findByLabelText('Email address');
    await user.type(screen.getByLabelText('Name'), 'Ana');
    await user.type(email, 'ana.example.org');
    await user.type(screen.getByLabelText('Password'), '🔑🔑🔑🔑🔑🔑🔑');

    await user.click(screen.getByRole('button', { name: 'Create account' }));

    expect(email).toHaveFocus();
    expect(email).toHaveAccessibleDescription(/^Enter an email address/);
    // Seven characters in fourteen units of UTF-16: the platform counts seven.
    expect(screen.getByLabelText('Password')).toHaveAccessibleDescription(
      /Enter at least 8 characters\.$/,
    );
    expect(platform.state.asked.filter((one) => one.startsWith('POST'))).toEqual([]);

    await user.clear(email);
    await user.type(email, 'ana@example.org');
    expect(email).toBeValid();
    expect(screen.getByLabelText('Password')).toBeInvalid();
  });

  test.each([
    ['Seats', '0', /^.*Enter a number from 1 to 1,000,000\.$/],
    ['Seats', 'many', /Enter a number, such as 49\.$/],
    ['Price', 'cheap', /Enter a number, such as 49\.$/],
    ['Tags', 'x'.repeat(41), /Each may have at most 40 characters\.$/],
    ['Title', '', /^Fill this in\.$/],
  ])('%s of a course: %s is reported at the field', async (label, value, message) => {
    const { user } = await open('/teach/c-sql', { as: 'u-ivo' });
    const field = await screen.findByLabelText(label);
    await user.clear(field);
    if (value !== '') await user.type(field, value);

    await user.click(screen.getByRole('button', { name: 'Save' }));

    expect(field).toHaveFocus();
    expect(field).toHaveAccessibleDescription(message);
    expect(platform.state.asked.some((one) => one.startsWith('PUT'))).toBe(false);
  });

  test('a lesson without a title is reported at the lesson', async () => {
    const { user } = await open('/teach/c-sql', { as: 'u-ivo' });
    const title = await screen.findByDisplayValue('Where');
    await user.clear(title);

    await user.click(screen.getByRole('button', { name: 'Save' }));

    expect(title).toHaveFocus();
    expect(title).toHaveAccessibleDescription('Fill this in.');
  });
});

describe('signing in', () => {
  test.each([
    ['ana@example.org', '/learning', 'My learning'],
    ['ivo@example.org', '/teach', 'Your courses'],
    ['ada@example.org', '/admin', 'Administration'],
  ])('%s lands where their work is: %s', async (email, path, heading) => {
    const { user } = await open('/login');
    await user.type(await screen.findByLabelText('Email address'), email);
    await user.type(screen.getByLabelText('Password'), 'correct horse');

    await user.click(screen.getByRole('button', { name: 'Log in' }));

    await waitFor(() => expect(address()).toBe(path));
    expect(await screen.findByRole('heading', { level: 1, name: heading })).toBeVisible();
  });

  test('the header remembers where somebody was, through log in and sign up', async () => {
    const { user } = await open('/courses?q=a%26b&tag=x');
    const next = '?next=%2Fcourses%3Fq%3Da%2526b%26tag%3Dx';
    expect(await screen.findByRole('link', { name: 'Log in' })).toHaveAttribute(
      'href',
      `/login${next}`,
    );

    await user.click(screen.getByRole('link', { name: 'Sign up' }));

    await screen.findByRole('heading', { level: 1, name: 'Create an account' });
    expect(address()).toBe(`/register${next}`);
    for (const link of screen.getAllByRole('link', { name: 'Log in' })) {
      expect(link).toHaveAttribute('href', `/login${next}`);
    }
  });

  test('an administrator has one entry, and tabs between its pages', async () => {
    const { user } = await open('/admin', { as: 'u-ada' });
    const main = screen.getByRole('navigation', { name: 'Main' });
    expect(main.querySelectorAll('a')).toHaveLength(5);

    await user.click(await screen.findByRole('link', { name: 'Deliveries' }));

    await waitFor(() => expect(address()).toBe('/admin/deliveries'));
    const tabs = await screen.findByRole('navigation', { name: 'Administration' });
    expect(tabs.querySelector('[aria-current="page"]')).toHaveTextContent('Deliveries');
  });
});
