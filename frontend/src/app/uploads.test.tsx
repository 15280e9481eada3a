import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, test } from 'vitest';
import type { Schemas } from '@/lib/api/client';
import { fileRules } from '@/lib/api/file-rules';
import { shelf } from '@/testing/files';
import { open } from '@/testing/open';
import { platform, refuse } from '@/testing/platform';
import { samplePage } from '@/testing/samples';
import { server } from '@/testing/server';

const PICTURE = new File(['a picture'], 'cover.png', { type: 'image/png' });

function course() {
  const [first] = platform.state.courses;
  if (first === undefined) throw new Error('no course');
  return first;
}

/** The first lesson, which is a video. */
function video() {
  const lesson = course().content.modules?.[0]?.lessons?.[0];
  if (lesson === undefined) throw new Error('no lesson');
  return lesson;
}

async function openEditor() {
  const { user } = await open('/teach/c-sql', { as: 'u-ivo' });
  const field = await screen.findByRole('group', { name: 'Cover picture' });
  return { user, field: within(field) };
}

/** Chooses a file in spite of what the chooser would show: people can switch that off. */
function choose(input: HTMLElement, ...files: File[]): void {
  fireEvent.change(input, { target: { files } });
}

describe('uploading', () => {
  test('a chosen file goes to the object store, and the course refers to it', async () => {
    const { user, field } = await openEditor();

    await user.upload(field.getByLabelText('Cover picture Choose a file'), PICTURE);

    expect(await field.findByText('cover.png was uploaded.')).toBeInTheDocument();
    expect(field.getByRole('button', { name: 'Remove cover.png' })).toBeVisible();
    expect(Object.values(shelf.state.arrived)).toEqual(['a picture']);
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(course().cover_file_id).toBe('f-1'));
  });

  test('a dropped file is uploaded too', async () => {
    const { field } = await openEditor();

    const target = screen.getByRole('group', { name: 'Cover picture' });
    fireEvent.drop(target, { dataTransfer: { types: ['Files'], files: [PICTURE] } });

    expect(await field.findByText('cover.png was uploaded.')).toBeInTheDocument();
  });

  test('the limits are told before anything is sent', async () => {
    const { field } = await openEditor();

    const input = field.getByLabelText('Cover picture Choose a file');
    expect(input).toHaveAccessibleDescription(/JPG, PNG, WEBP\. At most 1 MB each\./);
  });

  test('a file of another kind, an empty and a large one are refused here, with what to do', async () => {
    const { field } = await openEditor();
    const input = field.getByLabelText('Cover picture Choose a file');

    choose(input, new File(['x'], 'cover.svg', { type: 'image/svg+xml' }));
    expect(await field.findByRole('alert')).toHaveTextContent(
      'This type of file is not accepted here. Choose one of these: JPG, PNG, WEBP.',
    );
    choose(input, new File([], 'empty.png', { type: 'image/png' }));
    expect(await field.findByRole('alert')).toHaveTextContent('This file is empty.');
    const large = new File(['x'], 'large.png', { type: 'image/png' });
    Object.defineProperty(large, 'size', { value: fileRules.cover.mostBytes + 1_000_000 });
    choose(input, large);
    expect(await field.findByRole('alert')).toHaveTextContent(
      'This file is 2 MB; the limit is 1 MB.',
    );
    expect(platform.state.asked.filter((one) => one.includes('/api/files'))).toEqual([]);
  });

  test('a refusal says what to do, and another try of the same file is not offered', async () => {
    server.use(http.put('*/api/files/:id/completion', () => refuse(422, 'file-refused')));
    const { user, field } = await openEditor();

    await user.upload(field.getByLabelText('Cover picture Choose a file'), PICTURE);

    expect(await field.findByRole('alert')).toHaveTextContent('The file is not what its name says');
    expect(field.queryByRole('button', { name: /Try again/ })).toBeNull();
  });

  test('a person without space left is sent to their files, and can try again after making room', async () => {
    server.use(http.post('*/api/files', () => refuse(409, 'file-quota-exceeded'), { once: true }));
    const { user, field } = await openEditor();

    await user.upload(field.getByLabelText('Cover picture Choose a file'), PICTURE);

    const alert = await field.findByRole('alert');
    expect(alert).toHaveTextContent('You have no room left for this kind of file.');
    expect(within(alert).getByRole('link', { name: 'My files' })).toHaveAttribute('href', '/files');
    await user.click(field.getByRole('button', { name: 'Try again with cover.png' }));
    expect(await field.findByText('cover.png was uploaded.')).toBeInTheDocument();
  });

  test('a chosen picture that is taken away is no longer in the course', async () => {
    const { user, field } = await openEditor();
    await user.upload(field.getByLabelText('Cover picture Choose a file'), PICTURE);
    await user.click(await field.findByRole('button', { name: 'Remove cover.png' }));

    expect(field.queryByText('cover.png')).toBeNull();
    expect(field.getByLabelText('Cover picture Choose a file')).toHaveFocus();
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await waitFor(() => expect(course().cover_file_id).toBeNull());
    // Undoing this needs it: its owner deletes it under "My files".
    expect(shelf.state.files).toHaveLength(1);
  });

  test('a cancelled upload is gone, and its room is free again', async () => {
    server.use(http.put('http://bucket.test/:id', () => new Promise<never>(() => undefined)));
    const { user, field } = await openEditor();
    await user.upload(field.getByLabelText('Cover picture Choose a file'), PICTURE);
    expect(await field.findByRole('progressbar', { name: 'Upload of cover.png' })).toBeVisible();
    await waitFor(() => expect(shelf.state.files).toHaveLength(1));

    await user.click(field.getByRole('button', { name: 'Cancel the upload of cover.png' }));

    expect(field.queryByText('cover.png')).toBeNull();
    expect(field.getByLabelText('Cover picture Choose a file')).toHaveFocus();
    await waitFor(() => expect(shelf.state.files).toEqual([]));
  });

  test('an upload that is cancelled before it has begun takes no room either', async () => {
    let announce = (): void => undefined;
    const held = new Promise<void>((resolve) => (announce = resolve));
    // The next handler responds.
    server.use(
      http.post('*/api/files', async () => {
        await held;
      }),
    );
    const { user, field } = await openEditor();
    await user.upload(field.getByLabelText('Cover picture Choose a file'), PICTURE);

    await user.click(field.getByRole('button', { name: 'Cancel the upload of cover.png' }));
    announce();

    await waitFor(() => expect(platform.state.asked).toContain('DELETE /api/files/f-1'));
    expect(shelf.state.files).toEqual([]);
    expect(shelf.state.arrived).toEqual({});
    expect(field.queryByText('cover.png')).toBeNull();
  });

  test('who leaves the page cancels what is on its way', async () => {
    server.use(http.put('http://bucket.test/:id', () => new Promise<never>(() => undefined)));
    const { user, field } = await openEditor();
    await user.upload(field.getByLabelText('Cover picture Choose a file'), PICTURE);
    await waitFor(() => expect(shelf.state.files).toHaveLength(1));

    await user.click(screen.getByRole('link', { name: 'Courses' }));
    await user.click(await screen.findByRole('button', { name: 'Discard changes' }));

    await waitFor(() => expect(shelf.state.files).toEqual([]));
  });
});

describe('files of lessons', () => {
  test('a video has a file, and captions in one language after the other', async () => {
    const { user } = await open('/teach/c-sql', { as: 'u-ivo' });
    await user.click(await screen.findByText('Content and settings of Select'));
    const field = within(screen.getByRole('group', { name: 'Video file' }));
    choose(
      field.getByLabelText('Video file Choose a file'),
      new File(['moving'], 'select.mp4', { type: 'video/mp4' }),
    );
    const captions = within(await screen.findByRole('group', { name: 'Captions' }));

    // Most systems do not know what WebVTT is.
    choose(captions.getByLabelText('Captions Choose a file'), new File(['WEBVTT'], 'one.vtt'));
    expect(await captions.findByLabelText('Language of one.vtt')).toHaveValue('en');
    choose(captions.getByLabelText('Captions Choose a file'), new File(['WEBVTT'], 'two.vtt'));
    const second = await captions.findByLabelText('Language of two.vtt');
    expect(second).not.toHaveValue('en');
    // A lesson has captions in each language once.
    expect(within(second).queryByRole('option', { name: 'English' })).toBeNull();
    expect(within(second).getByRole('option', { name: 'French' })).toBeInTheDocument();
    await user.selectOptions(second, 'fr');
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await waitFor(() => expect(video().file_id).toBe('f-1'));
    expect(video().captions).toEqual([
      { language: 'en', file_id: 'f-2' },
      { language: 'fr', file_id: 'f-3' },
    ]);
  });

  test('a file that is taken away is no longer in the lesson', async () => {
    video().file_id = shelf.keep({ name: 'select.mp4', purpose: 'video' }).id;
    const { user } = await open('/teach/c-sql', { as: 'u-ivo' });
    await user.click(await screen.findByText('Content and settings of Select'));

    await user.click(await screen.findByRole('button', { name: 'Remove select.mp4' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));

    await waitFor(() => expect(video().file_id).toBeNull());
    // A public lesson shows it until somebody saves, so that it is not deleted here.
    expect(shelf.state.files).toHaveLength(1);
  });
});

describe('files that are handed in', () => {
  const handedIn: Schemas['NewSubmission'][] = [];

  async function openExercise(accepts: ('text' | 'file')[]) {
    handedIn.length = 0;
    const exercise = { accepts, max_points: 10 };
    const lesson: Partial<Schemas['LessonPage']> = {
      id: 'l-2',
      kind: 'exercise',
      title: 'Where',
      course_id: 'c-sql',
      course_slug: 'practical-sql',
      course_title: 'Practical SQL',
      duration_minutes: 5,
      html: '',
      standing: 'enrolled',
      exercise,
      url: null,
      file: null,
      captions: [],
      previous: null,
      next: null,
    };
    server.use(
      http.get('*/api/courses/:slug/lessons/:id', () => HttpResponse.json(lesson)),
      http.get('*/api/submissions', () => HttpResponse.json(samplePage([]))),
      http.post('*/api/courses/:course/lessons/:id/submissions', async ({ request }) => {
        handedIn.push((await request.json()) as Schemas['NewSubmission']);
        return HttpResponse.json({ id: 's-1' }, { status: 201 });
      }),
    );
    const { user } = await open('/courses/practical-sql/lessons/l-2', { as: 'u-ana' });
    const field = await screen.findByRole('group', { name: 'Your files' });
    return { user, input: within(field).getByLabelText('Your files Choose a file') };
  }

  const handIn = () => screen.getByRole('button', { name: 'Hand in' });

  test('several files are handed in together, without a text', async () => {
    const { user, input } = await openExercise(['text', 'file']);

    await user.upload(input, [
      new File(['one'], 'one.txt', { type: 'text/plain' }),
      new File(['two'], 'two.csv', { type: 'application/vnd.ms-excel' }),
    ]);
    await screen.findByRole('button', { name: 'Remove one.txt' });
    await screen.findByRole('button', { name: 'Remove two.csv' });
    await user.click(handIn());

    expect(await screen.findByText('Handed in.')).toBeVisible();
    expect(handedIn).toEqual([{ text: '', file_ids: ['f-1', 'f-2'] }]);
    expect(shelf.state.files.map((one) => one.content_type)).toEqual(['text/plain', 'text/csv']);
    expect(screen.queryByRole('button', { name: 'Remove one.txt' })).toBeNull();
    expect(shelf.state.files).toHaveLength(2);
  });

  test('nothing is handed in while a file is on its way', async () => {
    const { user, input } = await openExercise(['file']);
    server.use(http.put('http://bucket.test/:id', () => new Promise<never>(() => undefined)));

    await user.upload(input, new File(['one'], 'one.txt', { type: 'text/plain' }));

    expect(await screen.findByText('Wait until your files have arrived.')).toBeVisible();
    await user.click(handIn());
    expect(handedIn).toEqual([]);
  });

  test('a file that is taken back before it was handed in is deleted', async () => {
    const { user, input } = await openExercise(['file']);
    await user.upload(input, new File(['one'], 'one.txt', { type: 'text/plain' }));

    await user.click(await screen.findByRole('button', { name: 'Remove one.txt' }));

    await waitFor(() => expect(shelf.state.files).toEqual([]));
    expect(input).toHaveFocus();
  });
});

describe('files that were handed in', () => {
  test('a teacher opens them from the list, and is told of those that are gone', async () => {
    const submission: Schemas['Submission'] = {
      id: 's-1',
      user_id: 'u-ana',
      course_id: 'c-sql',
      lesson_id: 'l-2',
      version: 1,
      course_title: 'Practical SQL',
      lesson_title: 'Where',
      text: '',
      file_ids: ['f-1', 'f-2'],
      max_points: 10,
      created_at: '2026-11-22T10:00:00Z',
      learner_name: 'Ana Example',
      grade: null,
    };
    const file: Schemas['FileLink'] = {
      url: 'http://bucket.test/f-1?signature=x',
      name: 'where.pdf',
      content_type: 'application/pdf',
      bytes: 48_000,
      expires_at: '2026-11-22T11:00:00Z',
    };
    server.use(
      http.get('*/api/submissions', () => HttpResponse.json(samplePage([submission]))),
      http.get('*/api/submissions/s-1', () => HttpResponse.json({ ...submission, files: [file] })),
    );
    const { user } = await open('/teach/c-sql/submissions', { as: 'u-ivo' });

    await user.click(await screen.findByText('Show 2 files'));

    expect(await screen.findByRole('link', { name: 'where.pdf' })).toHaveAttribute(
      'href',
      file.url,
    );
    expect(screen.getByText('48 kB')).toBeVisible();
    expect(screen.getByText('Files that were deleted since are not listed.')).toBeVisible();
  });
});
