import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { CatalogPage } from './api/list-courses';
import { hasFilters, searchHref, toggled, withoutFilters, type Search } from './search';

type FilterName = 'category' | 'level' | 'language' | 'tag';
const names: readonly FilterName[] = ['category', 'level', 'language', 'tag'];

interface FiltersProps {
  search: Search;
  facets: CatalogPage['facets'];
  /** Whether the facets count all courses, or at least so many. */
  exact: boolean;
}

/** The facets as links, so that each choice has an address. */
export function Filters({ search, facets, exact }: FiltersProps): ReactElement {
  const { t, tOr, number } = useI18n();

  function label(name: FilterName, value: string): string {
    if (name === 'level') return tOr(`level.${value}`, value);
    return name === 'language' ? tOr(`language.${value}`, value) : value;
  }

  return (
    <nav className="filters" aria-label={t('filters.label')}>
      {hasFilters(search) ? (
        <Link className="filters__clear" href={searchHref(withoutFilters(search))}>
          {t('filters.clear')}
        </Link>
      ) : null}
      {names.map((name) => {
        const chosen = name === 'tag' ? search.tag : [search[name]].filter(Boolean);
        const counted = facets[name];
        const missing = chosen
          .filter((value) => !counted.some((one) => one.value === value))
          .map((value) => ({ value, count: 0 }));
        const values = [...missing, ...counted];
        if (values.length === 0) return null;
        return (
          <section key={name} className="filters__group">
            <h2 className="filters__title">{t(`filters.${name}`)}</h2>
            <ul
              className={
                name === 'tag' ? 'filters__values filters__values--tags' : 'filters__values'
              }
            >
              {values.map(({ value, count }) => (
                <li key={value}>
                  <Link
                    className="filter"
                    href={searchHref(toggled(search, name, value))}
                    aria-current={chosen.includes(value) ? 'true' : undefined}
                  >
                    <span className="filter__name">{label(name, value)}</span>
                    <span className="filter__count">
                      {exact || count === 0
                        ? number(count)
                        : t('filters.atLeast', { number: number(count) })}
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </nav>
  );
}
