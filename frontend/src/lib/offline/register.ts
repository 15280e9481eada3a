import { env } from '@/config/env';

/** Installs the service worker once the page has loaded and is idle. */
export function registerServiceWorker(): void {
  if (!env.isProduction || !('serviceWorker' in navigator)) return;
  // The app may have started late: the page can have loaded before.
  if (document.readyState === 'complete') install();
  else window.addEventListener('load', install);
}

function install(): void {
  navigator.serviceWorker.register('/sw.js').catch(() => {
    // Everything works without it, except offline.
  });
}
