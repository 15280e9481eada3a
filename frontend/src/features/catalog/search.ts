import { requestPath } from '@/lib/api/path';
import { listCoursesQuery } from '@/lib/api/queries';
import type { CatalogQuery } from './api/list-courses';

export const PAGE_SIZE = 24;
export const sorts = listCoursesQuery.sort.values;
export const levels = listCoursesQuery.level.values;
export type Sort = (typeof sorts)[number];
export type Level = (typeof levels)[number];

/** The reader's search; it lives only in the page's address. */
export interface Search {
  q: string;
  category: string;
  level: Level | '';
  language: string;
  tag: readonly string[];
  sort: Sort | '';
  page: number;
}

export function readSearch(params: URLSearchParams): Search {
  const page = Number(params.get('page') ?? 1);
  return {
    q: params.get('q') ?? '',
    category: params.get('category') ?? '',
    level: levels.find((one) => one === params.get('level')) ?? '',
    language: params.get('language') ?? '',
    tag: params.getAll('tag'),
    sort: sorts.find((one) => one === params.get('sort')) ?? '',
    page: Number.isInteger(page) && page >= 1 && page <= listCoursesQuery.page.maximum ? page : 1,
  };
}

/** The address of a search; the first page has no number. */
export function searchHref(search: Search): string {
  return requestPath('/courses', { ...search, page: search.page > 1 ? search.page : '' });
}

export function toQuery(search: Search): CatalogQuery {
  const q = search.q.trim();
  return {
    limit: PAGE_SIZE,
    ...(search.page > 1 ? { page: search.page } : {}),
    ...(q === '' ? {} : { q }),
    ...(search.category === '' ? {} : { category: search.category }),
    ...(search.level === '' ? {} : { level: search.level }),
    ...(search.language === '' ? {} : { language: search.language }),
    ...(search.tag.length === 0 ? {} : { tag: [...search.tag] }),
    ...(search.sort === '' ? {} : { sort: search.sort }),
  };
}

/** The same search with one value of a filter added, or removed if present. */
export function toggled(
  search: Search,
  filter: 'category' | 'level' | 'language' | 'tag',
  value: string,
): Search {
  if (filter === 'tag') {
    const has = search.tag.includes(value);
    const tag = has ? search.tag.filter((one) => one !== value) : [...search.tag, value];
    return { ...search, tag, page: 1 };
  }
  return { ...search, [filter]: search[filter] === value ? '' : value, page: 1 };
}

export function hasFilters(search: Search): boolean {
  return Boolean(search.category || search.level || search.language || search.tag.length);
}

export function withoutFilters(search: Search): Search {
  return { ...search, category: '', level: '', language: '', tag: [], page: 1 };
}
