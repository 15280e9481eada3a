import type { QueryClient } from '@tanstack/react-query';

interface PageData {
  path: string;
  /** Answers of the API by request path, in the spelling of `requestPath`. */
  data: Record<string, unknown>;
}

/** What the server wrote beside the page that it rendered; null in the empty shell. */
export function readPageData(): PageData | null {
  const text = document.getElementById('page-data')?.textContent;
  if (text === undefined) return null;
  return JSON.parse(text) as PageData;
}

/** Puts the answers into the cache, so that the first render asks for nothing. */
export function seed(client: QueryClient, page: PageData): void {
  for (const [path, answer] of Object.entries(page.data)) client.setQueryData([path], answer);
}
