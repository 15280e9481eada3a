import { answer, api, type Schemas } from '@/lib/api/client';
import { NetworkProblem } from '@/lib/api/problem';
import type { Purpose } from './file-types';

export type StoredFile = Schemas['File'];

interface Upload {
  file: File;
  type: string;
  purpose: Purpose;
  /** The same for another try, so that what has begun takes no more room. */
  key: string;
  signal: AbortSignal;
  /** How much has arrived, from 0 to 1. */
  onProgress: (share: number) => void;
}

// The object store takes an upload only once: what it has got is there.
const ALREADY_THERE = 412;

/**
 * Announces a file, sends it straight to the object store and says that it is done: POST /api/files,
 * the signed request, PUT /api/files/{id}/completion. Another try gets a request of its own; what is
 * there already needs none. Cancelling gives the room back.
 */
export async function uploadFile(upload: Upload): Promise<StoredFile> {
  const { file, type, purpose, key, signal } = upload;
  const { file: announced, upload: request } = await answer(
    api.POST('/api/files', {
      body: { purpose, name: file.name, content_type: type, bytes: file.size },
      params: { header: { 'Idempotency-Key': key } },
    }),
  );
  try {
    signal.throwIfAborted();
    if (!request) return announced;
    await send(request, upload);
    return await answer(
      api.PUT('/api/files/{id}/completion', { params: { path: { id: announced.id } }, signal }),
    );
  } catch (error) {
    if (signal.aborted) await deleteFile(announced.id);
    throw error;
  }
}

/** DELETE /api/files/{id}: what cannot be deleted now stays until its owner does it. */
export async function deleteFile(id: string): Promise<void> {
  await answer(api.DELETE('/api/files/{id}', { params: { path: { id } } })).catch(() => undefined);
}

/** Sends the bytes; `fetch` cannot say how much has arrived. */
function send(request: Schemas['Upload'], { file, signal, onProgress }: Upload): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = new XMLHttpRequest();
    const cancel = (): void => {
      sent.abort();
      reject(new DOMException('The upload was cancelled.', 'AbortError'));
    };
    const fail = (): void => reject(new NetworkProblem('The upload was interrupted.'));
    sent.open(request.method, request.url);
    for (const [name, value] of Object.entries(request.headers)) {
      // Browsers set the length themselves, and let nobody else do it.
      if (name.toLowerCase() !== 'content-length') sent.setRequestHeader(name, value);
    }
    sent.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    sent.onload = () => {
      const isThere = sent.status < 300 || sent.status === ALREADY_THERE;
      if (isThere) resolve();
      else fail();
    };
    sent.onerror = fail;
    sent.ontimeout = fail;
    sent.onloadend = () => signal.removeEventListener('abort', cancel);
    signal.addEventListener('abort', cancel);
    sent.send(file);
  });
}
