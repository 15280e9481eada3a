import { http, HttpResponse, type HttpHandler } from 'msw';
import type { Schemas } from '@/lib/api/client';
import { caller, refuse } from './platform';

interface Shelf {
  files: Schemas['File'][];
  /** What files are used for, by their ids. */
  uses: Record<string, Schemas['FileUse'][]>;
  /** What has not been used for long enough to be deleted together. */
  unused: string[];
  /** What has reached the object store, by the ids of files. */
  arrived: Record<string, string>;
  /** The keys under which files were announced, in order. */
  keys: (string | null)[];
  /** The ids of files that were announced, by key. */
  announced: Record<string, string>;
  /** The signatures that the bucket still takes, by the ids of files. */
  signatures: Record<string, string>;
}

function empty(): Shelf {
  return { files: [], uses: {}, unused: [], arrived: {}, keys: [], announced: {}, signatures: {} };
}

/** The files of the tests' platform; each test starts without any. */
export const shelf = {
  state: empty(),
  reset(): void {
    shelf.state = empty();
  },
  /** Lets so much time pass that no address that was signed works any longer. */
  expire(): void {
    shelf.state.signatures = {};
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

function listed(file: Schemas['File']): Schemas['ListedFile'] {
  const uses = shelf.state.uses[file.id] ?? [];
  return {
    ...file,
    in_use: uses.length > 0,
    handed_in: uses.some((one) => typeof one.lesson_id === 'string'),
    use_count: uses.length,
    uses: uses.slice(0, 3),
  };
}

function sum(files: readonly Schemas['File'][]): Schemas['FileSum'] {
  return { files: files.length, bytes: files.reduce((all, one) => all + one.bytes, 0) };
}

function remove(ids: readonly unknown[]): void {
  shelf.state.files = shelf.state.files.filter((one) => !ids.includes(one.id));
}

export const fileHandlers: HttpHandler[] = [
  http.get('*/api/files', ({ request }) => {
    const user = caller(request);
    if (user === null) return refuse(401, 'unauthenticated');
    const query = new URL(request.url).searchParams;
    const [used, limit] = [query.get('in_use'), Number(query.get('limit'))];
    const own = shelf.state.files.filter((one) => one.owner_id === user.id);
    const matching = own.map(listed).filter((one) => used === null || used === `${one.in_use}`);
    const page = Number(query.get('page'));
    const usage = (['cover', 'lesson', 'submission'] as const).map((purpose) => ({
      purpose,
      ...sum(own.filter((one) => one.purpose === purpose)),
      quota_files: 10,
      quota_bytes: 480_000,
    }));
    const body: Schemas['FilePage'] = {
      items: matching.slice((page - 1) * limit, page * limit),
      total: matching.length,
      page,
      limit,
      next_cursor: null,
      usage,
      unused: sum(own.filter((one) => shelf.state.unused.includes(one.id))),
    };
    return HttpResponse.json(body);
  }),
  http.delete('*/api/unused-files', () => {
    const gone = sum(shelf.state.files.filter((one) => shelf.state.unused.includes(one.id)));
    remove(shelf.state.unused);
    return HttpResponse.json(gone);
  }),
  http.post('*/api/files', async ({ request }) => {
    const user = caller(request);
    if (user === null) return refuse(401, 'unauthenticated');
    const key = request.headers.get('Idempotency-Key');
    shelf.state.keys.push(key);
    const wanted = (await request.json()) as Schemas['NewFile'];
    const before = key === null ? undefined : shelf.state.announced[key];
    const file =
      before === undefined
        ? shelf.keep({ ...wanted, owner_id: user.id, stored_at: null })
        : find(before);
    if (file === undefined) return refuse(409, 'file-gone');
    if (key !== null) shelf.state.announced[key] = file.id;
    if (file.stored_at) return HttpResponse.json({ file, upload: null }, { status: 201 });
    // One at a time, so that a page that keeps an earlier address is found out.
    const signature = crypto.randomUUID();
    shelf.state.signatures[file.id] = signature;
    const upload: Schemas['Upload'] = {
      method: 'PUT',
      url: `http://bucket.test/${file.id}?signature=${signature}`,
      headers: { 'Content-Type': file.content_type, 'If-None-Match': '*' },
      expires_at: '2026-11-22T10:15:00Z',
    };
    return HttpResponse.json({ file, upload }, { status: 201 });
  }),
  http.put('http://bucket.test/:id', async ({ params, request }) => {
    const id = String(params['id']);
    const signature = new URL(request.url).searchParams.get('signature');
    if (signature !== shelf.state.signatures[id]) return new HttpResponse(null, { status: 403 });
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
    remove([params['id']]);
    return new HttpResponse(null, { status: 204 });
  }),
];
