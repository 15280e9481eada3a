import type { Schemas } from '@/lib/api/client';
import { languages } from '@/lib/i18n/languages';

type User = Schemas['User'];
type Course = Schemas['Course'];
type Overview = Schemas['CourseOverview'];
type Item = Schemas['CatalogItem'];
type Notification = Schemas['Notification'];
type Announcement = Schemas['Announcement'];
type Template = Schemas['Template'];

const time = '2026-11-22T10:00:00Z';

export function sampleUser(changes: Partial<User> = {}): User {
  return {
    id: 'u-ana',
    email: 'ana@example.org',
    name: 'Ana Example',
    role: 'student',
    active: true,
    email_verified: true,
    version: 1,
    created_at: time,
    updated_at: time,
    ...changes,
  };
}

/** A course as the platform keeps it. */
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
            { id: 'l-1', title: 'Select', kind: 'video', duration_minutes: 10, is_preview: true },
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

/** What everybody sees of a course. */
export function overview({ content, ...facts }: Course): Overview {
  return { ...facts, outline: { modules: outlined(content.modules) } };
}

function outlined(modules: readonly Schemas['Module'][] = []): Schemas['OutlineModule'][] {
  return modules.map(({ id = '', title, lessons = [], modules: inner }) => ({
    id,
    title,
    lessons: lessons.map((one) => ({
      id: one.id ?? '',
      title: one.title,
      kind: one.kind,
      duration_minutes: one.duration_minutes ?? 0,
      is_preview: one.is_preview ?? false,
    })),
    modules: outlined(inner),
  }));
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
    cover_file_id: course.cover_file_id ?? null,
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

export function sampleNotification(changes: Partial<Notification> = {}): Notification {
  return {
    id: 'n-1',
    recipient_id: 'u-ana',
    sender_id: null,
    channel: 'email',
    fallbacks: [],
    category: 'enrollment',
    template: 'enrollment-confirmed',
    language: 'en',
    address: 'ana@example.org',
    subject: 'You are enrolled',
    text: 'See you in Practical SQL.',
    short: 'You are enrolled',
    link: null,
    announcement_id: null,
    status: 'delivered',
    attempts: [],
    created_at: time,
    delivered_at: time,
    read_at: null,
    unread: false,
    held_until: null,
    ...changes,
  };
}

export function sampleAnnouncement(changes: Partial<Announcement> = {}): Announcement {
  return {
    id: 'a-1',
    course_id: 'c-sql',
    course_title: 'Practical SQL',
    sender_id: 'u-ivo',
    subject: 'Office hours',
    text: 'On Thursdays from now on.',
    channel: 'in_app',
    fallbacks: [],
    created_at: time,
    recipients: 3,
    requested: 3,
    states: { delivered: 3 },
    finished_at: time,
    ...changes,
  };
}

export function sampleTemplate(changes: Partial<Template> = {}): Template {
  const greeting = {
    subject: 'Welcome',
    text: 'Hello {{ name }}!',
    short: 'Your account is ready.',
  };
  const words = {
    ...Object.fromEntries(Object.keys(languages).map((code) => [code, greeting])),
    es: { subject: 'Hola', text: '¡Hola, {{ name }}!', short: 'Tu cuenta está lista.' },
    ar: { subject: 'مرحبًا', text: 'مرحبًا {{ name }}!', short: 'حسابك جاهز.' },
  };
  return {
    id: 'welcome',
    about: 'Greets somebody who has just opened an account.',
    category: 'account',
    variables: [
      { name: 'name', sample: 'Ana Lima' },
      { name: 'items', sample: [{ subject: 'One', text: '' }], is_optional: true },
    ],
    channels: ['email'],
    has_fixed_channels: false,
    overridden: [],
    version: 1,
    updated_at: null,
    words,
    built_in: words,
    ...changes,
  };
}
