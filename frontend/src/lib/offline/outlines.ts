// The number is that of the courses' shape: an earlier build reads another cache.
const CACHE = 'outlines-2';
const PREFIX = '/api/courses/';

// The service worker caches requested courses; this is the same cache.
const storage = (globalThis as { caches?: CacheStorage }).caches;

/** Caches a course that came with its page, and so was never requested. */
export async function keepOutline(path: string, course: unknown): Promise<void> {
  if (storage === undefined || !path.startsWith(PREFIX)) return;
  const cache = await storage.open(CACHE);
  await cache.put(
    path,
    new Response(JSON.stringify(course), { headers: { 'Content-Type': 'application/json' } }),
  );
}

export interface SavedCourse {
  slug: string;
  title: string;
}

/** The courses whose outline can be read without a network. */
export async function savedCourses(): Promise<SavedCourse[]> {
  if (storage === undefined) return [];
  const cache = await storage.open(CACHE);
  const answers = await cache.matchAll();
  const courses = await Promise.all(
    answers.map((one) => one.json() as Promise<Partial<SavedCourse>>),
  );
  return courses.flatMap(({ slug, title }) =>
    slug === undefined || title === undefined ? [] : [{ slug, title }],
  );
}
