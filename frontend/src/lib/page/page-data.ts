import type { QueryClient } from '@tanstack/react-query';

interface PageData {
  path: string;
  /** API responses by request path, as spelled by `requestPath`. */
  data: Record<string, unknown>;
}

/** The data the server embedded in the page; null in the empty shell. */
export function readPageData(): PageData | null {
  const text = document.getElementById('page-data')?.textContent;
  if (text === undefined) return null;
  return JSON.parse(text) as PageData;
}

/** Puts the responses into the cache, so that the first render needs no request. */
export function seed(client: QueryClient, page: PageData): void {
  for (const [path, answer] of Object.entries(page.data)) client.setQueryData([path], answer);
}
