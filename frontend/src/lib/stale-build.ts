const KEY = 'reloaded-from';

/**
 * Loads the page again when a file of this build is not there any more: the new page names those
 * that are. Once for each build, so that a file that is missing for good is reported as an error.
 * Answers how to stop.
 */
export function reloadWhenTheBuildIsGone(
  build: string,
  reload: () => void = () => location.reload(),
): () => void {
  const leave = (): void => {
    // Without a network a newer build would not load either.
    if (!navigator.onLine || sessionStorage.getItem(KEY) === build) return;
    sessionStorage.setItem(KEY, build);
    reload();
  };
  // Fired by the build's loader when a module or a style sheet is missing.
  window.addEventListener('vite:preloadError', leave);
  return () => window.removeEventListener('vite:preloadError', leave);
}
