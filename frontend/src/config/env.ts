/** What the app knows about where it runs; there is one build for every environment. */
export const env = {
  /** The API is served from the address that served the page. */
  apiBaseUrl: window.location.origin,
  isProduction: import.meta.env.PROD,
} as const;
