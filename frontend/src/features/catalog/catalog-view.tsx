import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { PageHead } from '@/components/page-head';
import { Pagination } from '@/components/pagination';
import { EmptyState, FailedState } from '@/components/states';
import { useI18n } from '@/lib/i18n/use-i18n';
import { listCourses, type CatalogPage } from './api/list-courses';
import { CatalogSkeleton } from './catalog-skeleton';
import { CourseGrid } from './course-card';
import { Filters } from './filters';
import { hasFilters, readSearch, searchHref, sorts, toQuery, type Search } from './search';
import { SearchForm } from './search-form';

export function CatalogView(): ReactElement {
  const { t } = useI18n();
  const [, navigate] = useLocation();
  const search = readSearch(new URLSearchParams(useSearch()));
  const query = useQuery({ ...listCourses(toQuery(search)), placeholderData: keepPreviousData });

  function go(next: Search, replace: boolean): void {
    navigate(searchHref(next), { replace });
  }

  return (
    <>
      <PageHead title={t('catalog.title')} lead={t('catalog.lead')} />
      <SearchForm
        q={search.q}
        asYouType
        onSearch={(q, how) => {
          if (q !== search.q) go({ ...search, q, page: 1 }, how === 'typed');
        }}
      />
      {query.data ? (
        <Results
          search={search}
          page={query.data}
          stale={query.isPlaceholderData}
          onSort={(sort) => go({ ...search, sort, page: 1 }, false)}
        />
      ) : query.isError ? (
        <FailedState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <CatalogSkeleton />
      )}
    </>
  );
}

interface ResultsProps {
  search: Search;
  page: CatalogPage;
  stale: boolean;
  onSort: (sort: Search['sort']) => void;
}

function Results({ search, page, stale, onSort }: ResultsProps): ReactElement {
  const { t } = useI18n();
  // Where there is room next to the results the filters are always shown: the style decides that.
  const [unfolded, setUnfolded] = useState(false);
  const order = search.sort || (search.q === '' ? 'newest' : 'relevance');
  return (
    <div className="catalog">
      <div className={unfolded ? 'catalog__side catalog__side--unfolded' : 'catalog__side'}>
        <button
          type="button"
          className="button button--secondary catalog__fold"
          aria-expanded={unfolded}
          aria-controls="filters"
          onClick={() => setUnfolded(!unfolded)}
        >
          {t('filters.label')}
        </button>
        <div className="catalog__filters" id="filters">
          <Filters search={search} facets={page.facets} exact={page.total_is_exact} />
        </div>
      </div>
      <section className="catalog__results" aria-busy={stale} aria-labelledby="results">
        <h2 className="visually-hidden" id="results">
          {t('catalog.results')}
        </h2>
        <div className="catalog__bar">
          <p className="catalog__count" role="status">
            {t(page.total_is_exact ? 'catalog.count' : 'catalog.moreThan', { count: page.total })}
            {page.corrected === null ? null : (
              <> {t('catalog.corrected', { words: page.corrected })}</>
            )}
          </p>
          <label className="catalog__sort">
            <span>{t('sort.label')}</span>
            <select
              className="input input--select input--small"
              value={order}
              onChange={(event) => onSort(sorts.find((one) => one === event.target.value) ?? '')}
            >
              {sorts
                .filter((one) => one !== 'relevance' || search.q !== '')
                .map((one) => (
                  <option key={one} value={one}>
                    {t(`sort.${one}`)}
                  </option>
                ))}
            </select>
          </label>
        </div>
        {order === 'price' ? <p className="muted">{t('sort.priceNote')}</p> : null}
        {page.items.length > 0 ? (
          <CourseGrid courses={page.items} />
        ) : (
          <EmptyState icon="search" title={t('catalog.empty')}>
            <p>{t(hasFilters(search) ? 'catalog.emptyFiltered' : 'catalog.emptyText')}</p>
            <Link className="button button--secondary" href="/courses">
              {t('catalog.all')}
            </Link>
          </EmptyState>
        )}
        <Pagination
          page={search.page}
          pages={Math.ceil(page.total / page.limit)}
          href={(number_) => searchHref({ ...search, page: number_ })}
        />
      </section>
    </div>
  );
}
