/** What the trail can tell of, by kind; a test compares it with the platform's events. */
export const eventNames = [
  'session.started',
  'session.ended',
  'signin.failed',
  'signin.refused',
  'user.registered',
  'user.updated',
  'accountlink.requested',
  'course.created',
  'course.published',
  'course.updated',
  'course.archived',
  'course.deleted',
  'course.completed',
  'lesson.completed',
  'attempt.finished',
  'submission.created',
  'submission.graded',
  'certificate.issued',
  'certificate.revoked',
  'file.stored',
  'file.deleted',
  'enrollment.created',
  'enrollment.cancelled',
  'enrollment.ended',
  'enrollment.archived',
  'closure.requested',
  'announcement.requested',
  'reminder.requested',
  'notification.requested',
  'notification.delivered',
  'notification.bounced',
  'template.updated',
  'template.reset',
  'rebuild.requested',
  'replay.requested',
  'event.released',
  'audit.erased',
] as const;

export type EventName = (typeof eventNames)[number];

/** The type of an event, as the API spells it. */
export function typeOf(name: EventName): string {
  return `org.learning.${name}.v1`;
}

/** Which event a type is; undefined for one that this app has no words for. */
export function nameOf(type: string): EventName | undefined {
  return eventNames.find((name) => typeOf(name) === type);
}

/** Tells whether the subject of such an event is an account. */
export function isAboutPerson(type: string): boolean {
  return /^org\.learning\.(user|lesson|session|signin|accountlink|audit)\./.test(type);
}
