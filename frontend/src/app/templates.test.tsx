import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http } from 'msw';
import { describe, expect, test } from 'vitest';
import { messages } from '@/testing/messages';
import { open } from '@/testing/open';
import { platform, refuse } from '@/testing/platform';
import { server } from '@/testing/server';

const preview = (): Promise<HTMLIFrameElement> => screen.findByTitle('Preview of the email');

describe('templates', () => {
  test('the list tells what was changed', async () => {
    const welcome = messages.template('welcome');
    messages.state.templates = [
      { ...welcome, overridden: ['es'] },
      { ...welcome, id: 'farewell', about: 'Says goodbye.' },
    ];
    await open('/admin/templates', { as: 'u-ada' });

    expect(await screen.findByRole('link', { name: 'Welcome' })).toBeVisible();
    expect(screen.getByText('Español: changed')).toBeVisible();
    expect(screen.getByRole('link', { name: 'farewell' })).toBeVisible();
    expect(screen.getByText('Says goodbye.')).toBeVisible();
  });

  test('what is written is previewed in a pause, with the samples in it', async () => {
    const { user } = await open('/admin/templates/welcome', { as: 'u-ada' });
    expect((await preview()).srcdoc).toContain('Hello Ana Lima!');
    const before = platform.state.asked.length;

    await user.type(screen.getByLabelText('Subject'), ' to all of you');

    await waitFor(async () => expect((await preview()).srcdoc).toContain('Welcome to all of you'));
    expect(platform.state.asked.length - before).toBeLessThan(5);
    expect(screen.getByText('Unsaved changes')).toBeVisible();
  });

  test('nothing runs in the preview, and its styles are not in its markup', async () => {
    await open('/admin/templates/welcome', { as: 'u-ada' });

    const frame = await preview();

    expect(frame).toHaveAttribute('sandbox', 'allow-same-origin');
    expect(frame.srcdoc).not.toMatch(/<style| style="/);
    expect(frame.srcdoc).toContain('data-style="margin:0"');
  });

  test('only what is different is saved, in every language that was written in', async () => {
    let body: unknown;
    server.use(
      http.put('*/api/templates/:id', async ({ request }) => {
        body = await request.clone().json();
      }),
    );
    const { user } = await open('/admin/templates/welcome', { as: 'u-ada' });

    await user.type(await screen.findByLabelText('Subject'), '!');
    await user.click(screen.getByRole('button', { name: 'العربية' }));
    expect(screen.getByLabelText('Subject')).toHaveAttribute('dir', 'rtl');
    await user.type(screen.getByLabelText('Short version'), '!');
    await user.selectOptions(screen.getByLabelText('If that fails (1)'), 'in_app');
    await user.click(screen.getByRole('button', { name: 'Save' }));

    expect(await screen.findByText('Saved.')).toBeVisible();
    expect(body).toEqual({
      words: { en: { subject: 'Welcome!' }, ar: { short: 'حسابك جاهز.!' } },
      channels: ['email', 'in_app'],
    });
    expect(screen.getByRole('button', { name: 'العربية Changed' })).toBeVisible();
    expect(screen.queryByText('Unsaved changes')).toBeNull();
  });

  test('a fault is body at its words while they are written', async () => {
    const { user } = await open('/admin/templates/welcome', { as: 'u-ada' });
    const words = await screen.findByLabelText('Text');

    fireEvent.change(words, { target: { value: '{{ password }}' } });

    await waitFor(() =>
      expect(words).toHaveAccessibleDescription('line 1: there is no variable password'),
    );
    expect(screen.getByText('The preview appears once the wording has no errors.')).toBeVisible();
    await user.clear(words);
    await waitFor(() => expect(words).toBeValid());
  });

  test('a fault in another language leads to it', async () => {
    server.use(
      http.put('*/api/templates/:id', () =>
        refuse(422, 'invalid', [{ field: 'words.es.text', message: 'comes out empty' }]),
      ),
    );
    const { user } = await open('/admin/templates/welcome', { as: 'u-ada' });
    await user.type(await screen.findByLabelText('Subject'), '!');

    await user.click(screen.getByRole('button', { name: 'Save' }));

    expect(await screen.findByDisplayValue('¡Hola, {{ name }}!')).toHaveAccessibleDescription(
      'comes out empty',
    );
  });

  test('a variable is put in where one writes', async () => {
    const { user } = await open('/admin/templates/welcome', { as: 'u-ada' });
    const subject = await screen.findByLabelText<HTMLInputElement>('Subject');

    await user.type(subject, ', ', { initialSelectionStart: 7, initialSelectionEnd: 7 });
    await user.click(screen.getByRole('button', { name: 'Insert name' }));

    expect(subject).toHaveValue('Welcome, {{ name }}');
    expect(subject).toHaveFocus();
    expect(screen.getByText('Ana Lima')).toBeVisible();
    expect(screen.getByText('may be empty')).toBeVisible();
  });

  test('what somebody else has saved meanwhile is not written over', async () => {
    const { user } = await open('/admin/templates/welcome', { as: 'u-ada' });
    await user.type(await screen.findByLabelText('Subject'), '!');
    const welcome = messages.template('welcome');
    const words = { ...welcome.words, en: { subject: 'Ahoy', text: 'Hi.', short: '' } };
    messages.state.templates = [{ ...welcome, words, version: 5 }];

    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('A newer version has been saved');
    await user.click(screen.getByRole('button', { name: 'Load the latest version' }));

    expect(await screen.findByDisplayValue('Ahoy')).toBeVisible();
  });

  test('the built-in words of one language come back, and all of them after a question', async () => {
    const welcome = messages.template('welcome');
    const es = { subject: 'Buenas', text: 'Buenas.', short: '' };
    messages.state.templates = [
      { ...welcome, words: { ...welcome.words, es }, overridden: ['es'] },
    ];
    const { user } = await open('/admin/templates/welcome', { as: 'u-ada' });
    await user.click(await screen.findByRole('button', { name: 'Español Changed' }));
    expect(screen.getByLabelText('Subject')).toHaveValue('Buenas');

    await user.click(screen.getByRole('button', { name: 'Restore the default wording: Español' }));
    await waitFor(() => expect(screen.getByLabelText('Subject')).toHaveValue('Hola'));

    await user.click(screen.getByRole('button', { name: 'Reset all' }));
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Reset all' }));
    expect(await screen.findByText('The default wording has been restored.')).toBeVisible();
  });

  test('an order that is fixed is mentioned and not offered', async () => {
    const welcome = messages.template('welcome');
    messages.state.templates = [{ ...welcome, has_fixed_channels: true }];
    await open('/admin/templates/welcome', { as: 'u-ada' });

    expect(await screen.findByText('This message is always sent by: Email.')).toBeVisible();
    expect(screen.queryByLabelText('Channel')).toBeNull();
  });
});
