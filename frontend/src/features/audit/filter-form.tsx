import { useState, type ReactElement, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { Button } from '@/components/button';
import { Select, TextField } from '@/components/field';
import { Form, text } from '@/components/form';
import type { Faults } from '@/components/self-check';
import { useI18n } from '@/lib/i18n/use-i18n';
import { eventNames, nameOf, typeOf } from './event-types';
import { auditHref, everything, ID_LENGTH, isId, requestOrTrace, type AuditFilter } from './filter';

interface FilterFormProps {
  filter: AuditFilter;
  /** A field to choose who did it; null is everybody. */
  picker: (id: string | null, onChoose: (id: string | null) => void) => ReactNode;
}

/** What the reader has entered; it becomes the filter when they search. */
type Draft = Record<'type' | 'from' | 'to' | 'subject' | 'number', string>;

function draftOf({ type, from, to, subject, request_id, trace_id }: AuditFilter): Draft {
  return { type, from, to, subject, number: trace_id || request_id };
}

/** Chooses entries of the trail. A person is shown immediately, the rest when the form is sent. */
export function FilterForm({ filter, picker }: FilterFormProps): ReactElement {
  const { t } = useI18n();
  const [, navigate] = useLocation();
  const [draft, setDraft] = useState(() => draftOf(filter));
  const [known, setKnown] = useState(filter);

  // The address changed (back, a link in the list): show what it says.
  if (auditHref({ ...filter, page: 1 }) !== auditHref({ ...known, page: 1 })) {
    setKnown(filter);
    setDraft(draftOf(filter));
  }

  function enter(name: keyof Draft, value: string): void {
    setDraft((before) => ({ ...before, [name]: value }));
  }

  /** Shows the entries of another person; what is entered but not sent stays in the fields. */
  function choose(id: string | null): void {
    const next = { ...filter, actor_id: id ?? '', page: 1 };
    setKnown(next);
    navigate(auditHref(next));
  }

  function find(): void {
    const { type, from, to } = draft;
    const subject = draft.subject.trim();
    const { actor_id } = filter;
    const number = requestOrTrace(draft.number.trim());
    navigate(auditHref({ actor_id, type, subject, from, to, ...number }));
  }

  return (
    <Form
      error={null}
      className="audit-filter panel"
      label={t('filters.label')}
      checks={faults}
      onSubmit={find}
    >
      {picker(filter.actor_id === '' ? null : filter.actor_id, choose)}
      <Select
        label={t('audit.what')}
        name="type"
        value={draft.type}
        onChange={({ target }) => enter('type', target.value)}
      >
        <option value="">{t('audit.anything')}</option>
        {eventNames.map((name) => (
          <option key={name} value={typeOf(name)}>
            {t(`audit.event.${name}`)}
          </option>
        ))}
        {draft.type === '' || nameOf(draft.type) !== undefined ? null : (
          <option value={draft.type}>{draft.type}</option>
        )}
      </Select>
      <TextField
        label={t('audit.from')}
        name="from"
        type="date"
        value={draft.from}
        onChange={({ target }) => enter('from', target.value)}
      />
      <TextField
        label={t('audit.to')}
        name="to"
        type="date"
        value={draft.to}
        onChange={({ target }) => enter('to', target.value)}
      />
      <TextField
        label={t('audit.subjectId')}
        name="subject"
        dir="ltr"
        autoComplete="off"
        maxLength={ID_LENGTH}
        value={draft.subject}
        onChange={({ target }) => enter('subject', target.value)}
      />
      <TextField
        label={t('audit.number')}
        name="number"
        dir="ltr"
        autoComplete="off"
        maxLength={ID_LENGTH}
        value={draft.number}
        onChange={({ target }) => enter('number', target.value)}
      />
      <div className="audit-filter__actions">
        <Button type="submit" look="primary">
          {t('search.action')}
        </Button>
        {auditHref({ ...filter, page: 1 }) === auditHref(everything) ? null : (
          <Link href={auditHref(everything)}>{t('filters.clear')}</Link>
        )}
      </div>
    </Form>
  );
}

function faults(data: FormData): Faults {
  const from = text(data, 'from');
  const to = text(data, 'to');
  const isBad = (name: string): boolean => {
    const id = text(data, name).trim();
    return id !== '' && !isId(id);
  };
  return {
    ...(from !== '' && to !== '' && to < from ? { to: { key: 'audit.order' } } : {}),
    ...(isBad('subject') ? { subject: { key: 'audit.badId' } } : {}),
    ...(isBad('number') ? { number: { key: 'audit.badId' } } : {}),
  };
}
