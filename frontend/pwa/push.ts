/// <reference lib="webworker" />

/** What the platform sends to a browser (lms_push). */
interface Pushed {
  id: string;
  title: string;
  body: string;
  url: string;
}

const ICON = '/icons/icon-192.png';
const INBOX = '/inbox';

/** Shows push notifications, and opens their links on click. */
export function listenForPush(worker: ServiceWorkerGlobalScope): void {
  worker.addEventListener('push', (event) => {
    event.waitUntil(show(worker, read(event.data)));
  });
  worker.addEventListener('notificationclick', (event) => {
    event.notification.close();
    event.waitUntil(open(worker, event.notification.data));
  });
  worker.addEventListener('pushsubscriptionchange', (event) => {
    event.waitUntil(subscribeAgain(worker, event));
  });
}

/** A woken browser must show something: without a payload, that there is news. */
function read(data: PushMessageData | null): Pushed {
  const pushed = { id: 'news', title: 'Learning Platform', body: '', url: INBOX };
  try {
    const payload = data?.json() as Partial<Pushed> | null | undefined;
    for (const name of ['id', 'title', 'body', 'url'] as const) {
      const value = payload?.[name];
      if (typeof value === 'string') pushed[name] = value;
    }
  } catch {
    // Not what our platform sends.
  }
  return pushed;
}

async function show(worker: ServiceWorkerGlobalScope, pushed: Pushed): Promise<void> {
  const { id, title, body, url } = pushed;
  // A repeated message has the same tag and replaces the first one.
  await worker.registration.showNotification(title, {
    body,
    tag: id,
    icon: ICON,
    badge: ICON,
    dir: 'auto',
    data: url,
  });
}

/** Focuses a window with the address, or opens one; never another site's. */
async function open(worker: ServiceWorkerGlobalScope, target: unknown): Promise<void> {
  const address = ownAddress(worker, target);
  const windows = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const shown = windows.find((one) => one.url === address);
  if (shown === undefined) await worker.clients.openWindow(address);
  else await shown.focus();
}

function ownAddress(worker: ServiceWorkerGlobalScope, target: unknown): string {
  const { origin } = worker.location;
  try {
    const url = new URL(String(target), origin);
    if (url.origin === origin) return url.href;
  } catch {
    // Not an address.
  }
  return new URL(INBOX, origin).href;
}

/** The push service ended a subscription: renew it, and let the app update the platform. */
async function subscribeAgain(
  worker: ServiceWorkerGlobalScope,
  event: PushSubscriptionChangeEvent,
): Promise<void> {
  const key = event.oldSubscription?.options.applicationServerKey;
  if (!event.newSubscription && key) {
    const options = { userVisibleOnly: true, applicationServerKey: key };
    await worker.registration.pushManager.subscribe(options);
  }
  // Without an open window the app finds out at its next start.
  const windows = await worker.clients.matchAll({ type: 'window' });
  for (const each of windows) each.postMessage('push-subscription-changed');
}
