/** The app's environment; there is one build for every environment. */
export const env = {
  /** The API is served from the page's own origin. */
  apiBaseUrl: window.location.origin,
  isProduction: import.meta.env.PROD,
} as const;
