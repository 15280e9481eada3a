const KEY = 'reloaded-from';

/**
 * Loads the page anew when a file of this build is not there any more: the new page names those
 * that are. Once for each build, so that a file that is missing for good is told as an error.
 * Answers how to stop.
 */
export function reloadWhenTheBuildIsGone(
  build: string,
  reload: () => void = () => location.reload(),
): () => void {
  const leave = (): void => {
    // Without a network nothing of a newer build would come either.
    if (!navigator.onLine || sessionStorage.getItem(KEY) === build) return;
    sessionStorage.setItem(KEY, build);
    reload();
  };
  // What the build's own loader says when a module or a style sheet does not come.
  window.addEventListener('vite:preloadError', leave);
  return () => window.removeEventListener('vite:preloadError', leave);
}
