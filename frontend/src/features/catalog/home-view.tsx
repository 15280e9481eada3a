import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link, useLocation } from 'wouter';
import { useTitle } from '@/components/page-head';
import { FailedState, Skeleton } from '@/components/states';
import { requestPath } from '@/lib/api/path';
import { useI18n } from '@/lib/i18n/use-i18n';
import { listCourses } from './api/list-courses';
import { CourseGrid } from './course-card';
import { SearchForm } from './search-form';

const NEW_COURSES = 6;

export function HomeView(): ReactElement {
  const { t } = useI18n();
  const [, navigate] = useLocation();
  const query = useQuery(listCourses({ limit: NEW_COURSES, sort: 'newest' }));
  useTitle(t('site.name'));

  return (
    <>
      <section className="hero">
        <h1 className="hero__title">{t('home.title')}</h1>
        <p className="hero__lead">{t('home.lead')}</p>
        <SearchForm q="" onSearch={(q) => navigate(requestPath('/courses', { q }))} />
        {query.data ? (
          <ul className="hero__categories" aria-label={t('filters.category')}>
            {query.data.facets.category.map(({ value, count }) => (
              <li key={value}>
                <Link className="chip" href={requestPath('/courses', { category: value })}>
                  {value} <span className="chip__count">{count}</span>
                </Link>
              </li>
            ))}
          </ul>
        ) : (
          <div className="hero__categories" aria-hidden="true" />
        )}
      </section>
      <section className="section">
        <div className="section__head">
          <h2 className="section__title">{t('home.new')}</h2>
          <Link className="section__more" href="/courses">
            {t('home.all')}
          </Link>
        </div>
        {query.data ? (
          <CourseGrid courses={query.data.items} />
        ) : query.isError ? (
          <FailedState error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Skeleton shape="cards" lines={6} />
        )}
      </section>
    </>
  );
}
