import { http, HttpResponse, type HttpHandler } from 'msw';
import type { Schemas } from '@/lib/api/client';
import { caller, refuse } from './platform';

interface Shelf {
  files: Schemas['File'][];
  /** What has reached the object store, by the ids of files. */
  arrived: Record<string, string>;
  /** The keys under which files were announced, in order. */
  keys: (string | null)[];
}

function empty(): Shelf {
  return { files: [], arrived: {}, keys: [] };
}

/** The files of the tests' platform; each test starts without any. */
export const shelf = {
  state: empty(),
  reset(): void {
    shelf.state = empty();
  },
  /** A file that is there. */
  keep(changes: Partial<Schemas['File']> = {}): Schemas['File'] {
    const file: Schemas['File'] = {
      id: `f-${shelf.state.files.length + 1}`,
      owner_id: 'u-ivo',
      purpose: 'lesson',
      name: 'notes.pdf',
      content_type: 'application/pdf',
      bytes: 48_000,
      created_at: '2026-11-22T10:00:00Z',
      stored_at: '2026-11-22T10:00:01Z',
      ...changes,
    };
    shelf.state.files.push(file);
    return file;
  },
};

function find(id: unknown): Schemas['File'] | undefined {
  return shelf.state.files.find((one) => one.id === id);
}

export const fileHandlers: HttpHandler[] = [
  http.post('*/api/files', async ({ request }) => {
    const user = caller(request);
    if (user === null) return refuse(401, 'unauthenticated');
    const key = request.headers.get('Idempotency-Key');
    const before = key === null ? -1 : shelf.state.keys.indexOf(key);
    shelf.state.keys.push(key);
    const wanted = (await request.json()) as Schemas['NewFile'];
    const file =
      shelf.state.files[before] ?? shelf.keep({ ...wanted, owner_id: user.id, stored_at: null });
    const upload: Schemas['Upload'] = {
      method: 'PUT',
      url: `http://bucket.test/${file.id}?signature=x`,
      headers: { 'Content-Type': file.content_type, 'If-None-Match': '*' },
      expires_at: '2026-11-22T10:15:00Z',
    };
    return HttpResponse.json({ file, upload }, { status: 201 });
  }),
  http.put('http://bucket.test/:id', async ({ params, request }) => {
    const id = String(params['id']);
    if (request.headers.get('Content-Type') !== find(id)?.content_type) {
      return new HttpResponse(null, { status: 403 });
    }
    if (id in shelf.state.arrived) return new HttpResponse(null, { status: 412 });
    shelf.state.arrived[id] = await request.text();
    return new HttpResponse(null, { status: 200 });
  }),
  http.put('*/api/files/:id/completion', ({ params }) => {
    const file = find(params['id']);
    if (file === undefined) return refuse(404, 'not-found');
    if (!(file.id in shelf.state.arrived)) return refuse(409, 'not-uploaded');
    file.stored_at = '2026-11-22T10:00:01Z';
    return HttpResponse.json(file);
  }),
  http.get('*/api/files/:id', ({ params }) => {
    const file = find(params['id']);
    return file === undefined ? refuse(404, 'not-found') : HttpResponse.json(file);
  }),
  http.delete('*/api/files/:id', ({ params }) => {
    shelf.state.files = shelf.state.files.filter((one) => one.id !== params['id']);
    return new HttpResponse(null, { status: 204 });
  }),
];
