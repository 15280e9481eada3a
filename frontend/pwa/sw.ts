/// <reference lib="webworker" />
/**
 * The service worker: the app's files from the cache, pages and the catalog from the network, and
 * when there is none, the courses that were opened before. Nothing private is kept: only answers
 * that the platform itself marks as public. And it shows the messages that are pushed to it.
 */
import { listenForPush } from './push';

const worker = globalThis as unknown as ServiceWorkerGlobalScope;

declare const __BUILD_FILES__: readonly string[];

const SHELL = '/index.html';
const OFFLINE = '/offline.html';
const OUTLINES = 'outlines-2';
const MOST_OUTLINES = 60;
const files = __BUILD_FILES__;
const ASSETS = `assets-${files.join().length}-${hash(files.join())}`;

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(ASSETS)
      .then((cache) => cache.addAll([...files, SHELL, OFFLINE, '/offline.css', '/icons/icon.svg']))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(forgetOldBuilds().then(() => worker.clients.claim()));
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
  if (request.mode === 'navigate') {
    if (isAPage(url.pathname)) event.respondWith(page(request));
  } else if (url.pathname.startsWith('/assets/') || url.pathname === '/offline.css') {
    event.respondWith(asset(request));
  } else if (/^\/api\/courses\/[^/]+$/.test(url.pathname)) {
    event.respondWith(outline(event, request, url.pathname));
  }
});

listenForPush(worker);

async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    const { pathname } = new URL(request.url);
    const file = isPageOfTheApp(pathname) ? SHELL : OFFLINE;
    return (await caches.match(file)) ?? Response.error();
  }
}

/** Not the API, and not the link in an email, which is for the server only. */
function isAPage(path: string): boolean {
  return !/^\/(api|unsubscribe)(\/|$)/.test(path);
}

/** The app renders these itself, offline too; other pages are not its own. */
function isPageOfTheApp(path: string): boolean {
  return /^\/($|(courses|learning|inbox|preferences|account|teach|announcements|admin|login|register)(\/|$))/.test(
    path,
  );
}

async function asset(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

async function outline(event: FetchEvent, request: Request, path: string): Promise<Response> {
  const cache = await caches.open(OUTLINES);
  try {
    const response = await fetch(request);
    const isPublic = response.headers.get('Cache-Control')?.includes('public') ?? false;
    if (response.ok && isPublic) event.waitUntil(keep(cache, path, response.clone()));
    if (response.status === 404) event.waitUntil(cache.delete(path));
    return response;
  } catch {
    return (await cache.match(path)) ?? Response.error();
  }
}

async function keep(cache: Cache, path: string, response: Response): Promise<void> {
  await cache.put(path, response);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, -MOST_OUTLINES).map((one) => cache.delete(one)));
}

async function forgetOldBuilds(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => isOurs(name) && name !== ASSETS && name !== OUTLINES);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** Caches of this worker, of any build: what older builds kept of courses had their content. */
function isOurs(name: string): boolean {
  return name.startsWith('assets-') || name.startsWith('outlines');
}

function hash(text: string): string {
  let value = 0;
  for (const letter of text) value = (Math.imul(value, 31) + letter.charCodeAt(0)) | 0;
  return (value >>> 0).toString(36);
}
