import type { ReactElement, ReactNode } from 'react';
import { Link } from 'wouter';
import { useI18n, type I18n } from '@/lib/i18n/use-i18n';
import type { AuditEntry } from './api/list-audit-entries';
import { isAboutPerson, nameOf } from './event-types';
import { auditHref } from './filter';

interface EntryProps {
  entry: AuditEntry;
  /** The name of a person. */
  name: (id: string) => ReactNode;
}

/** One entry: what, when, who and about what; the record itself is folded. */
export function Entry({ entry, name }: EntryProps): ReactElement {
  const { t, tOr, moment } = useI18n();
  const event = nameOf(entry.type);
  return (
    <li className="audit-entry">
      <div className="audit-entry__head">
        <h2 className="row__title">
          {event === undefined ? <bdi dir="ltr">{entry.type}</bdi> : t(`audit.event.${event}`)}
        </h2>
        <time className="muted" dateTime={entry.happened_at}>
          {moment(entry.happened_at)}
        </time>
        {event === undefined ? null : (
          <code className="muted" dir="ltr">
            {entry.type}
          </code>
        )}
      </div>
      <dl className="audit-entry__facts">
        <Fact name={t('audit.who')}>
          <Link href={auditHref({ actor_id: entry.actor_id })}>
            {isPerson(entry.actor_role) ? name(entry.actor_id) : <Id>{entry.actor_id}</Id>}
          </Link>{' '}
          <span className="muted">
            {tOr(
              `role.${entry.actor_role}`,
              tOr(`audit.role.${entry.actor_role}`, entry.actor_role),
            )}
          </span>
        </Fact>
        {entry.subject === '' ? null : (
          <Fact name={t('audit.about')}>
            <Link href={auditHref({ subject: entry.subject })}>
              {isAboutPerson(entry.type) ? name(entry.subject) : <Subject entry={entry} />}
            </Link>
          </Fact>
        )}
      </dl>
      {entry.request_id === '' && entry.trace_id === '' ? null : (
        <p className="audit-entry__links">
          {entry.request_id === '' ? null : (
            <Link href={auditHref({ request_id: entry.request_id })}>{t('audit.sameRequest')}</Link>
          )}
          {entry.trace_id === '' ? null : (
            <Link href={auditHref({ trace_id: entry.trace_id })}>{t('audit.sameTrace')}</Link>
          )}
        </p>
      )}
      <details className="audit-entry__record">
        <summary>{t('audit.details')}</summary>
        <FullRecord entry={entry} />
      </details>
    </li>
  );
}

/** What a thing is called as far as the event says it, else its id. */
function Subject({ entry }: { entry: AuditEntry }): ReactElement {
  const i18n = useI18n();
  const title = titleOf(entry, i18n);
  return title === undefined ? <Id>{entry.subject}</Id> : <bdi>{title}</bdi>;
}

function titleOf({ type, subject, data }: AuditEntry, { tOr }: I18n): string | undefined {
  if (type.startsWith('org.learning.template.')) return tOr(`template.${subject}`, subject);
  const { title, course_title: course } = (data ?? {}) as Readonly<Record<string, unknown>>;
  return [title, course].find((one) => typeof one === 'string');
}

function isPerson(role: string): boolean {
  return role === 'student' || role === 'instructor' || role === 'admin';
}

function FullRecord({ entry }: { entry: AuditEntry }): ReactElement {
  const { t, moment, number } = useI18n();
  const ids = [
    [t('audit.actorId'), entry.actor_id],
    [t('audit.subjectId'), entry.subject],
    [t('audit.requestId'), entry.request_id],
    [t('audit.traceId'), entry.trace_id],
    [t('audit.source'), entry.source],
    [t('audit.id'), entry.id],
    [t('audit.hash'), entry.hash],
  ] as const;
  return (
    <>
      <dl className="audit-entry__facts">
        {ids.map(([label, value]) =>
          value === '' ? null : (
            <Fact key={label} name={label}>
              <Id>{value}</Id>
            </Fact>
          ),
        )}
        <Fact name={t('audit.position')}>{number(entry.position)}</Fact>
        <Fact name={t('audit.recorded')}>
          <time dateTime={entry.recorded_at}>{moment(entry.recorded_at)}</time>
        </Fact>
      </dl>
      {entry.data === null ? (
        <p className="muted">{t('audit.erased')}</p>
      ) : (
        <pre className="audit-entry__data" dir="ltr">
          {JSON.stringify(entry.data, null, 2)}
        </pre>
      )}
    </>
  );
}

function Id({ children }: { children: string }): ReactElement {
  return (
    <bdi className="audit-entry__id" dir="ltr">
      {children}
    </bdi>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
