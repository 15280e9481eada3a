type Value = string | number | boolean | null | undefined;
export type Query = Readonly<Record<string, Value | readonly string[]>>;

/**
 * The one spelling of a request's path with its query: names in alphabetical order, a list as a
 * repeated name, what is empty left out, spaces as %20. It is the key of the answer in the cache,
 * and the server names the answers that it puts into a page the same way.
 */
export function requestPath(path: string, query: Query = {}): string {
  const parts = Object.keys(query)
    .sort()
    .flatMap((name) => {
      const value = query[name];
      const values = Array.isArray(value) ? (value as readonly string[]) : [value as Value];
      return values
        .filter((one) => one !== null && one !== undefined && one !== '')
        .map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(String(one))}`);
    });
  return parts.length === 0 ? path : `${path}?${parts.join('&')}`;
}
