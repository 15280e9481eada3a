import { useEffect, useRef, useState, type SubmitEvent, type ReactElement } from 'react';
import { Icon } from '@/components/icon';
import { listCoursesQuery } from '@/lib/api/queries';
import { useI18n } from '@/lib/i18n/use-i18n';

const TYPING_PAUSE_MS = 200;

interface SearchFormProps {
  q: string;
  /** Called while typing. Without it the form submits to the catalog. */
  onSearch: (q: string, how: 'typed' | 'entered') => void;
  asYouType?: boolean;
}

/** A form that also works before and without JavaScript: it requests /courses?q=... */
export function SearchForm({ q, onSearch, asYouType = false }: SearchFormProps): ReactElement {
  const { t } = useI18n();
  const [typed, setTyped] = useState(q);
  const [known, setKnown] = useState(q);
  const timer = useRef<number>(undefined);

  // The address changed (back, a cleared search): show its query.
  if (q !== known) {
    setKnown(q);
    if (typed.trim() !== q) setTyped(q);
  }

  useEffect(() => () => window.clearTimeout(timer.current), []);

  function type(value: string): void {
    setTyped(value);
    if (!asYouType) return;
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => onSearch(value.trim(), 'typed'), TYPING_PAUSE_MS);
  }

  function enter(event: SubmitEvent): void {
    event.preventDefault();
    window.clearTimeout(timer.current);
    onSearch(typed.trim(), 'entered');
  }

  return (
    <form className="search" role="search" action="/courses" method="get" onSubmit={enter}>
      <Icon name="search" />
      <input
        className="search__input"
        type="search"
        name="q"
        aria-label={t('search.label')}
        placeholder={t('search.placeholder')}
        maxLength={listCoursesQuery.q.maxLength}
        autoComplete="off"
        dir="auto"
        value={typed}
        onChange={(event) => type(event.target.value)}
      />
      <button className="button button--primary search__button" type="submit">
        {t('search.action')}
      </button>
    </form>
  );
}
