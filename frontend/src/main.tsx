import '@/styles/index.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from '@/app/app';
import { loadPage } from '@/app/routes';
import { firstLanguage, showLanguage } from '@/lib/i18n/language';
import { keepOutline } from '@/lib/offline/outlines';
import { registerServiceWorker } from '@/lib/offline/register';
import { readPageData, seed } from '@/lib/page/page-data';
import { createQueryClient } from '@/lib/query-client';
import { reloadWhenTheBuildIsGone } from '@/lib/stale-build';
import { applyTheme } from '@/lib/theme';

async function start(): Promise<void> {
  const root = document.getElementById('root');
  if (root === null) return;
  reloadWhenTheBuildIsGone(import.meta.url);
  applyTheme();
  const client = createQueryClient();
  const page = readPageData();
  if (page !== null) {
    seed(client, page);
    for (const [path, answer] of Object.entries(page.data)) void keepOutline(path, answer);
  }
  // The server's markup stays until the first render has all it needs: no flicker.
  await Promise.all([
    // English is bundled: better than a page that does not start.
    showLanguage(firstLanguage(page !== null)).catch(() => showLanguage('en')),
    loadPage(location.pathname, client),
    page === null ? null : painted(),
  ]);
  createRoot(root).render(
    <StrictMode>
      <App client={client} />
    </StrictMode>,
  );
  registerServiceWorker();
}

/** Lets the browser show what the server has rendered before the first render takes its time. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    // A background tab paints nothing but must start all the same.
    setTimeout(resolve, 200);
  });
}

void start();
