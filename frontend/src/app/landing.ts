import type { Role } from '@/lib/session/session';

const workplaces: Readonly<Record<Role, string>> = {
  student: '/learning',
  instructor: '/teach',
  admin: '/admin',
};

/** Where somebody's work is, if they sign in without having been on the way anywhere. */
export function landing(role: Role | undefined): string {
  return workplaces[role ?? 'student'];
}
