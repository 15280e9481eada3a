import type { Schemas } from '@/lib/api/client';

type User = Schemas['User'];
type Course = Schemas['Course'];
type Item = Schemas['CatalogItem'];

const time = '2026-11-22T10:00:00Z';

export function sampleUser(changes: Partial<User> = {}): User {
  return {
    id: 'u-ana',
    email: 'ana@example.org',
    name: 'Ana Example',
    role: 'student',
    active: true,
    version: 1,
    created_at: time,
    updated_at: time,
    ...changes,
  };
}

export function sampleCourse(changes: Partial<Course> = {}): Course {
  return {
    id: 'c-sql',
    version: 3,
    slug: 'practical-sql',
    title: 'Practical SQL',
    description: 'Ask real questions.\n\nOf real tables.',
    category: 'Data',
    level: 'beginner',
    tags: ['sql'],
    language: 'en',
    price: { amount: 4900, currency: 'EUR' },
    capacity: 12,
    status: 'published',
    owner_id: 'u-ivo',
    content: {
      modules: [
        {
          id: 'm-1',
          title: 'First steps',
          lessons: [
            { id: 'l-1', title: 'Select', kind: 'video', duration_minutes: 10 },
            { id: 'l-2', title: 'Where', kind: 'exercise', duration_minutes: 20 },
          ],
          modules: [],
        },
        { id: 'm-2', title: 'Joins', lessons: [], modules: [] },
      ],
    },
    created_at: time,
    updated_at: time,
    published_at: time,
    ...changes,
  };
}

export function sampleItem(course: Course): Item {
  return {
    id: course.id,
    version: course.version,
    slug: course.slug,
    title: course.title,
    summary: course.description,
    category: course.category,
    level: course.level,
    tags: course.tags,
    language: course.language,
    price: course.price,
    capacity: course.capacity,
    enrolled: 0,
    lessons: 2,
    duration_minutes: 30,
    status: course.status,
    instructor: { id: course.owner_id, name: 'Ivo Teacher' },
    created_at: course.created_at,
    updated_at: course.updated_at,
    published_at: course.published_at ?? null,
  };
}

export function samplePage<T>(items: T[]): {
  items: T[];
  total: number;
  page: number;
  limit: number;
  next_cursor: null;
} {
  return { items, total: items.length, page: 1, limit: 24, next_cursor: null };
}
