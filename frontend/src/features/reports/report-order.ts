import type { ReportQuery } from './api/list-course-report';

/** The order that an address names, for the page and for its file. */
export function orderOf(search: string): NonNullable<ReportQuery['order']> {
  return new URLSearchParams(search).get('order') === 'enrolled' ? 'enrolled' : 'activity';
}
