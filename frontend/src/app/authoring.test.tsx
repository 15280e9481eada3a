import { screen, waitFor } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { open } from '@/testing/open';
import { platform } from '@/testing/platform';

function titles(): string[] {
  return screen
    .getAllByRole<HTMLInputElement>('textbox', { name: /^(Module|Lesson) title$/ })
    .map((input) => input.value);
}

function course() {
  const [first] = platform.state.courses;
  if (first === undefined) throw new Error('no course');
  return first;
}

describe('outline editor', () => {
  test('Alt and an arrow moves a lesson, says where it is and keeps the focus', async () => {
    const { user } = await open('/teach/c-sql', { as: 'u-ivo' });
    const where = await screen.findByDisplayValue('Where');
    where.focus();

    await user.keyboard('{Alt>}{ArrowUp}{/Alt}');

    expect(titles()).toEqual(['First steps', 'Where', 'Select', 'Joins']);
    expect(screen.getByText('Where is now 1 of 2 in First steps.')).toBeInTheDocument();
    expect(screen.getByDisplayValue('Where')).toHaveFocus();
  });

  test('a lesson at the end of its module goes on into the next one', async () => {
    const { user } = await open('/teach/c-sql', { as: 'u-ivo' });

    await user.click(await screen.findByRole('button', { name: 'Move Where down' }));

    expect(titles()).toEqual(['First steps', 'Select', 'Joins', 'Where']);
    expect(screen.getByRole('button', { name: 'Move Where down' })).toHaveFocus();
  });

  test('a new lesson has the focus in its title', async () => {
    const { user } = await open('/teach/c-sql', { as: 'u-ivo' });

    const [add] = await screen.findAllByRole('button', { name: 'Add lesson' });
    if (add !== undefined) await user.click(add);

    expect(document.activeElement).toHaveAccessibleName('Lesson title');
    expect(document.activeElement).toHaveValue('');
  });
});

describe('course editor', () => {
  test('saving sends the outline and the version that was read', async () => {
    const { user } = await open('/teach/c-sql', { as: 'u-ivo' });
    await user.click(await screen.findByRole('button', { name: 'Move Joins up' }));

    await user.click(screen.getByRole('button', { name: 'Save' }));

    expect(await screen.findByText('Saved.')).toBeVisible();
    expect(course().content.modules?.map((one) => one.title)).toEqual(['Joins', 'First steps']);
    expect(course().version).toBe(4);
    expect(course().price).toEqual({ amount: 4900, currency: 'EUR' });
  });

  test('what somebody else has saved meanwhile is not written over', async () => {
    const { user } = await open('/teach/c-sql', { as: 'u-ivo' });
    const title = await screen.findByLabelText('Title');
    course().version = 7;

    await user.type(title, ' again');
    await user.click(screen.getByRole('button', { name: 'Save' }));

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Someone has saved a newer version.',
    );
    expect(course().title).toBe('Practical SQL');
    await user.click(screen.getByRole('button', { name: 'Load the latest version' }));
    await waitFor(() => expect(screen.getByLabelText('Title')).toHaveValue('Practical SQL'));
  });

  test('a published course can be archived', async () => {
    const { user } = await open('/teach/c-sql', { as: 'u-ivo' });

    await user.click(await screen.findByRole('button', { name: 'Archive' }));

    expect(await screen.findByText('Archived. The catalog no longer shows it.')).toBeVisible();
    expect(course().status).toBe('archived');
    expect(screen.getByRole('button', { name: 'Publish' })).toBeVisible();
  });

  test.each([
    ['1.200', /can be read in two ways/],
    ['12.3456', /not have so many decimals/],
    ['$12', /Enter a number/],
  ])('a price of %s is not guessed at', async (typed, words) => {
    const { user } = await open('/teach/c-sql', { as: 'u-ivo' });
    const price = await screen.findByLabelText('Price');

    await user.clear(price);
    await user.type(price, typed);
    await user.click(screen.getByRole('button', { name: 'Save' }));

    expect(price).toHaveAccessibleDescription(words);
    expect(course().price).toEqual({ amount: 4900, currency: 'EUR' });
  });

  test('amounts and seats are saved as the author means them', async () => {
    const { user } = await open('/teach/c-sql', { as: 'u-ivo' });
    const price = await screen.findByLabelText('Price');
    const seats = screen.getByLabelText('Seats');

    await user.selectOptions(screen.getByLabelText('Currency'), 'KWD');
    await user.clear(price);
    await user.type(price, 'KWD 1,234.5');
    await user.clear(seats);
    await user.type(seats, '1,200');
    await user.click(screen.getByRole('button', { name: 'Save' }));

    expect(await screen.findByText('Saved.')).toBeVisible();
    expect(course().price).toEqual({ amount: 1_234_500, currency: 'KWD' });
    expect(course().capacity).toBe(1200);
    expect(screen.getByLabelText('Price')).toHaveValue('KWD 1,234.5');
  });

  test('a price that is no number is reported at its field and not sent', async () => {
    const { user } = await open('/teach/c-sql', { as: 'u-ivo' });
    const price = await screen.findByLabelText('Price');

    await user.clear(price);
    await user.type(price, 'cheap');
    await user.click(screen.getByRole('button', { name: 'Save' }));

    expect(price).toHaveAccessibleDescription(/Enter a number/);
    expect(platform.state.asked.filter((one) => one.startsWith('PUT'))).toEqual([]);
  });
});
