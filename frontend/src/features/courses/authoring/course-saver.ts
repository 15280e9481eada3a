import { ApiProblem, NetworkProblem } from '@/lib/api/problem';
import { dropCopy, keepCopy, readCopy } from '@/lib/unsaved-copies';
import type { Course } from '../api/get-course';
import type { AuthoredCourse } from '../api/get-course-content';
import type { CourseChanges } from '../api/update-course';
import { lessonIds, toContent, toDraft, type Outline } from './outline';

/** A draft is sent so long after the last change; what is public waits for its author. */
export const AUTOSAVE_MS = 1500;
const COPY_MS = 300;
const RETRY_MS = 15_000;

export type SavingState = 'saved' | 'unsaved' | 'saving' | 'invalid' | 'failed' | 'conflict';

/** What is edited outside of the form's own fields. */
export interface Edited {
  outline: Outline;
  completion: NonNullable<CourseChanges['completion']>;
  cover: string | null;
}

export interface Shown {
  /** The course as the platform has it. */
  base: AuthoredCourse;
  edited: Edited;
  state: SavingState;
  /** Why the last attempt failed. */
  error: unknown;
  /** The fields of an earlier visit whose changes had not been saved. */
  restored: Readonly<Record<string, string>> | null;
}

/** How the saver reads the form and reaches the platform. */
export interface Ways {
  fields: () => Record<string, string>;
  /** The changes that the form's fields stand for; null while one of them is wrong. */
  changes: () => CourseChanges | null;
  send: (course: AuthoredCourse, changes: CourseChanges) => Promise<Course>;
  /** The version that the platform has now. */
  newestVersion: () => Promise<number>;
}

interface Copy extends Omit<Edited, 'cover'> {
  cover?: string | null;
  version: number;
  fields: Record<string, string>;
}

type Status = NonNullable<CourseChanges['status']>;

/**
 * Saves what an author does: drafts by itself, everything else when asked. Until the platform has
 * it, a copy is kept in this browser and found again at the next visit.
 */
export class CourseSaver {
  readonly #personId: string;
  readonly #listeners = new Set<() => void>();
  #shown: Shown;
  #ways: Ways | null = null;
  #edits = 0;
  #queue: Promise<unknown> = Promise.resolve();
  #saving: ReturnType<typeof setTimeout> | undefined;
  #copying: ReturnType<typeof setTimeout> | undefined;

  constructor(course: AuthoredCourse, personId: string) {
    this.#personId = personId;
    const copy = readCopy(personId, course.id, isCopy);
    this.#shown = {
      // Changes belong to the version they were made in: a newer version makes a conflict.
      base: { ...course, version: copy?.version ?? course.version },
      edited: {
        outline: copy?.outline ?? toDraft(course.content.modules),
        completion: copy?.completion ?? course.completion ?? {},
        // A copy of an earlier release knows of no cover.
        cover: copy?.cover === undefined ? (course.cover_file_id ?? null) : copy.cover,
      },
      state: copy === null ? 'saved' : copy.version === course.version ? 'unsaved' : 'conflict',
      error: null,
      restored: copy?.fields ?? null,
    };
  }

  readonly shown = (): Shown => this.#shown;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Begins; returns how to end: a draft is sent, and of everything else a copy is kept. */
  open(ways: Ways): () => void {
    this.#ways = ways;
    const keep = (): void => this.#keep();
    const retry = (): void => {
      if (this.#shown.state === 'failed') this.#plan(0);
    };
    window.addEventListener('pagehide', keep);
    window.addEventListener('online', retry);
    if (this.#shown.state === 'unsaved') this.#plan(AUTOSAVE_MS);
    return () => {
      window.removeEventListener('pagehide', keep);
      window.removeEventListener('online', retry);
      const isPending = this.#saving !== undefined;
      this.#keep();
      clearTimeout(this.#saving);
      if (isPending && this.#savesItself()) void this.save();
    };
  }

  /** Something has changed: in the form, or what is given. */
  change(edited: Partial<Edited> = {}): void {
    this.#edits += 1;
    const { state } = this.#shown;
    this.#put({
      edited: { ...this.#shown.edited, ...edited },
      state: state === 'conflict' || state === 'saving' ? state : 'unsaved',
    });
    clearTimeout(this.#copying);
    this.#copying = setTimeout(() => this.#keep(), COPY_MS);
    if (state !== 'saving') this.#plan(AUTOSAVE_MS);
  }

  /** Sends the changes once those that are under way have arrived; returns why it could not. */
  save(status?: Status): Promise<unknown> {
    clearTimeout(this.#saving);
    this.#saving = undefined;
    const sent = this.#queue.then(() => this.#send(status));
    this.#queue = sent;
    return sent;
  }

  /** After a conflict: the author's own changes, on top of whatever was saved meanwhile. */
  async overwrite(): Promise<unknown> {
    if (this.#ways === null) return null;
    try {
      const version = await this.#ways.newestVersion();
      this.#put({ base: { ...this.#shown.base, version } });
    } catch (error) {
      this.#put({ error });
      return error;
    }
    return this.save();
  }

  /** Drops the changes: their author wants none of them, or there is no course any more. */
  readonly giveUp = (): void => {
    clearTimeout(this.#saving);
    clearTimeout(this.#copying);
    this.#saving = this.#copying = undefined;
    dropCopy(this.#personId, this.#shown.base.id);
    this.#put({ state: 'saved', error: null, restored: null });
  };

  async #send(status: Status | undefined): Promise<unknown> {
    const changes = this.#ways?.changes() ?? null;
    if (this.#ways === null || changes === null) {
      this.#put({ state: 'invalid' });
      return null;
    }
    const { base, edited } = this.#shown;
    const edits = this.#edits;
    const content = toContent(edited.outline);
    const completion = within(edited.completion, lessonIds(edited.outline));
    this.#put({ state: 'saving', error: null });
    try {
      const saved = await this.#ways.send(base, {
        ...changes,
        content,
        completion,
        cover_file_id: edited.cover,
        ...(status === undefined ? {} : { status }),
      });
      this.#arrived({ ...base, ...saved, content }, edits);
      return null;
    } catch (error) {
      const isStale = error instanceof ApiProblem && error.status === 412;
      this.#put({ state: isStale ? 'conflict' : 'failed', error });
      this.#keep();
      if (isTemporary(error)) this.#plan(RETRY_MS);
      return error;
    }
  }

  #arrived(base: AuthoredCourse, edits: number): void {
    if (edits === this.#edits) {
      this.#put({ base, state: 'saved', restored: null });
      clearTimeout(this.#copying);
      dropCopy(this.#personId, base.id);
      return;
    }
    // Somebody has typed on meanwhile: what they type now belongs to the new version.
    this.#put({ base, state: 'unsaved', restored: null });
    this.#keep();
    this.#plan(AUTOSAVE_MS);
  }

  #plan(delay: number): void {
    clearTimeout(this.#saving);
    this.#saving = this.#savesItself() ? setTimeout(() => void this.save(), delay) : undefined;
  }

  #savesItself(): boolean {
    return this.#shown.base.status === 'draft' && this.#shown.state !== 'conflict';
  }

  #keep(): void {
    clearTimeout(this.#copying);
    const { state, base, edited } = this.#shown;
    if (state === 'saved' || this.#ways === null) return;
    const copy: Copy = { version: base.version, fields: this.#ways.fields(), ...edited };
    keepCopy(this.#personId, base.id, copy);
  }

  #put(change: Partial<Shown>): void {
    this.#shown = { ...this.#shown, ...change };
    this.#listeners.forEach((listener) => listener());
  }
}

/** The rule without the lessons that were removed. */
function within(rule: Edited['completion'], lessons: readonly string[]): Edited['completion'] {
  const required = (rule.required_lessons ?? []).filter((id) => lessons.includes(id));
  return { ...rule, required_lessons: required };
}

function isTemporary(error: unknown): boolean {
  if (error instanceof ApiProblem) return error.status === 429 || error.status >= 500;
  return error instanceof NetworkProblem;
}

function isCopy(value: unknown): value is Copy {
  const copy = value as Partial<Copy> | null;
  return (
    typeof copy?.version === 'number' &&
    typeof copy.fields === 'object' &&
    Array.isArray(copy.outline) &&
    typeof copy.completion === 'object'
  );
}
