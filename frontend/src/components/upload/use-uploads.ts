import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { fileRules } from '@/lib/api/file-rules';
import { ApiProblem } from '@/lib/api/problem';
import { fileSize } from '@/lib/files/file-size';
import { takenEndings, typeOf, type Purpose } from '@/lib/files/file-types';
import { getFile } from '@/lib/files/get-file';
import { whileUploading } from '@/lib/files/under-way';
import { uploadFile, type StoredFile } from '@/lib/files/upload-file';
import { useI18n, type I18n } from '@/lib/i18n/use-i18n';
import { explain } from '../problem-note';

/** A file on its way, or one that could not be taken. */
export interface Sending {
  /** Makes another try the same upload. */
  key: string;
  file: File;
  percent: number;
  /** What is wrong and what to do about it; null while it is on its way. */
  fault: string | null;
  /** Whether the same file may go through at another try. */
  mayRetry: boolean;
  /** Whether there would be room if other files were deleted. */
  isFull?: boolean;
}

interface Uploads {
  sending: readonly Sending[];
  choose: (files: readonly File[]) => void;
  retry: (one: Sending) => void;
  /** Cancels an upload, or takes back the message about one. */
  drop: (key: string) => void;
}

interface Rules {
  purpose: Purpose;
  /** How many more there may be. */
  room: number;
  onStored: (file: StoredFile) => void;
}

/** The uploads of one field, from the choice of a file to its arrival. */
export function useUploads({ purpose, room, onStored }: Rules): Uploads {
  const i18n = useI18n();
  const client = useQueryClient();
  const [sending, setSending] = useState<readonly Sending[]>([]);
  const cancels = useRef(new Map<string, AbortController>());
  // Files arrive long after they were chosen: what is there by then is what they are added to.
  const arrived = useRef(onStored);
  useEffect(() => {
    arrived.current = onStored;
  });
  useEffect(() => {
    const all = cancels.current;
    return () => all.forEach((one) => one.abort());
  }, []);
  useWarning(sending.some((one) => one.fault === null));

  function put(one: Sending): void {
    setSending((before) =>
      before.some(({ key }) => key === one.key)
        ? before.map((other) => (other.key === one.key ? one : other))
        : [...before, one],
    );
  }

  function drop(key: string): void {
    cancels.current.get(key)?.abort();
    cancels.current.delete(key);
    setSending((before) => before.filter((one) => one.key !== key));
  }

  async function send(one: Sending, type: string): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    cancels.current.set(one.key, controller);
    put(one);
    try {
      const file = await uploadFile({
        file: one.file,
        type,
        purpose,
        key: one.key,
        signal,
        onProgress: (share) => {
          if (!signal.aborted) put({ ...one, percent: Math.floor(share * 100) });
        },
      });
      client.setQueryData(getFile(file.id).queryKey, file);
      drop(one.key);
      arrived.current(file);
    } catch (error) {
      if (signal.aborted) return;
      // A refusal is about this file, unless the platform is down or too busy.
      const isFinal = error instanceof ApiProblem && error.status < 500 && error.status !== 429;
      const isFull = error instanceof ApiProblem && error.slug === 'file-quota-exceeded';
      // A person who has made room tries the same file again.
      put({ ...one, fault: reason(error, i18n), mayRetry: isFull || !isFinal, isFull });
    }
  }

  function start(one: Sending, hasRoom: boolean): void {
    const type = typeOf(one.file, purpose);
    const fault = hasRoom ? faultOf(one.file, type, purpose, i18n) : i18n.t('upload.tooMany');
    if (type === null || fault !== null) put({ ...one, fault, mayRetry: false });
    else void whileUploading(send(one, type));
  }

  return {
    sending,
    drop,
    choose: (files) => {
      // What was refused before makes room for what comes now.
      setSending((before) => before.filter((one) => one.fault === null));
      const busy = sending.filter((one) => one.fault === null).length;
      files.forEach((file, index) => {
        const key = crypto.randomUUID();
        start({ key, file, percent: 0, fault: null, mayRetry: false }, busy + index < room);
      });
    },
    retry: (one) => start({ ...one, percent: 0, fault: null, mayRetry: false }, true),
  };
}

function faultOf(file: File, type: string | null, purpose: Purpose, i18n: I18n): string | null {
  const { t, number } = i18n;
  const { mostBytes } = fileRules[purpose];
  if (type === null) return t('upload.wrongType', { types: takenEndings(purpose).join(', ') });
  if (file.size === 0) return t('upload.empty');
  if (file.size <= mostBytes) return null;
  return t('upload.tooLarge', {
    size: fileSize(file.size, number),
    most: fileSize(mostBytes, number),
  });
}

/** An upload that ended without an answer was interrupted; everything else has its own words. */
function reason(error: unknown, i18n: I18n): string {
  return error instanceof ApiProblem ? explain(error, i18n) : i18n.t('upload.interrupted');
}

/** Asks before the tab is closed. */
function useWarning(isBusy: boolean): void {
  useEffect(() => {
    if (!isBusy) return;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isBusy]);
}
