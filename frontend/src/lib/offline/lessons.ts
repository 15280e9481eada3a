import { session } from '@/lib/session/session';

const PREFIX = 'lessons-';
const MOST_LESSONS = 100;

const storage = (globalThis as { caches?: CacheStorage }).caches;

/** The lessons that one person has opened in this browser; strangers keep none. */
async function own(): Promise<Cache | null> {
  const person = session.person();
  return storage === undefined || person === null ? null : storage.open(PREFIX + person.id);
}

/** Keeps an opened lesson, for reading without a network; the oldest ones make room. */
export async function keepLesson(path: string, lesson: unknown): Promise<void> {
  const cache = await own();
  if (cache === null) return;
  await cache.delete(path);
  await cache.put(path, Response.json(lesson));
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, -MOST_LESSONS).map((one) => cache.delete(one)));
}

export async function keptLesson<T>(path: string): Promise<T | null> {
  const kept = await (await own())?.match(path);
  return kept === undefined ? null : ((await kept.json()) as T);
}

/** The platform has refused the lesson: the copy goes, too. */
export async function dropLesson(path: string): Promise<void> {
  await (await own())?.delete(path);
}

/** After leaving a course nothing of it is kept. */
export async function dropLessonsOf(courseId: string): Promise<void> {
  const cache = await own();
  if (cache === null) return;
  for (const request of await cache.keys()) {
    const lesson = (await (await cache.match(request))?.json()) as { course_id?: string };
    if (lesson.course_id === courseId) await cache.delete(request);
  }
}

/** On a shared machine: deletes what everybody else has opened, all of it after signing out. */
export async function dropLessonsOfOthers(): Promise<void> {
  if (storage === undefined) return;
  const person = session.person();
  const mine = person === null ? null : PREFIX + person.id;
  const names = await storage.keys();
  const others = names.filter((name) => name.startsWith(PREFIX) && name !== mine);
  await Promise.all(others.map((name) => storage.delete(name)));
}
