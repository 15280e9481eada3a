import type { components } from '@/lib/api/schema';

export type Person = Pick<components['schemas']['User'], 'id' | 'name' | 'role' | 'email_verified'>;

const KEY = 'signed-in-as';

export function recall(): Person | null {
  return read(localStorage.getItem(KEY));
}

export function remember(person: Person): void {
  localStorage.setItem(KEY, JSON.stringify(person));
}

export function forget(): void {
  localStorage.removeItem(KEY);
}

/** Another tab signed in, changed the profile or signed out. */
export function onChangeElsewhere(listener: (person: Person | null) => void): void {
  window.addEventListener('storage', (event) => {
    if (event.key === KEY) listener(read(event.newValue));
  });
}

function read(text: string | null): Person | null {
  if (text === null) return null;
  try {
    const value = JSON.parse(text) as Partial<Person> | null;
    if (typeof value?.id !== 'string' || typeof value.name !== 'string') return null;
    if (value.role !== 'student' && value.role !== 'instructor' && value.role !== 'admin') {
      return null;
    }
    // What was remembered before addresses were confirmed does not say.
    const email_verified = value.email_verified !== false;
    return { id: value.id, name: value.name, role: value.role, email_verified };
  } catch {
    return null;
  }
}
