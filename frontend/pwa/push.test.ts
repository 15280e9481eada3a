import { beforeEach, describe, expect, test, vi } from 'vitest';
import { listenForPush } from './push';

type Listener = (event: unknown) => void;

interface Shown {
  title: string;
  options: NotificationOptions;
}

/** A service worker's environment, as far as it is used. */
class Worker {
  readonly location = new URL('https://learning.test/sw.js');
  readonly shown: Shown[] = [];
  readonly opened: string[] = [];
  readonly windows: { url: string; focus: () => void; postMessage: (message: string) => void }[] =
    [];
  subscribedWith: PushSubscriptionOptionsInit | null = null;
  private readonly listeners: Record<string, Listener> = {};

  readonly registration = {
    showNotification: (title: string, options: NotificationOptions) => {
      this.shown.push({ title, options });
      return Promise.resolve();
    },
    pushManager: {
      subscribe: (options: PushSubscriptionOptionsInit) => {
        this.subscribedWith = options;
        return Promise.resolve();
      },
    },
  };

  readonly clients = {
    matchAll: () => Promise.resolve(this.windows),
    openWindow: (url: string) => {
      this.opened.push(url);
      return Promise.resolve(null);
    },
  };

  addEventListener(type: string, listener: Listener): void {
    this.listeners[type] = listener;
  }

  /** Dispatches an event and waits until the worker has handled it. */
  async happens(type: string, event: object): Promise<void> {
    const work: Promise<unknown>[] = [];
    this.listeners[type]?.({
      ...event,
      waitUntil: (promise: Promise<unknown>) => work.push(promise),
    });
    await Promise.all(work);
  }
}

let worker: Worker;

beforeEach(() => {
  worker = new Worker();
  listenForPush(worker as unknown as ServiceWorkerGlobalScope);
});

describe('a push', () => {
  const message = { id: 'n-1', title: 'Bring paper', body: 'And a pencil.', url: '/inbox' };

  test('is shown under its own tag, so that a copy takes the place of the first', async () => {
    await worker.happens('push', { data: { json: () => message } });

    expect(worker.shown).toMatchObject([
      { title: 'Bring paper', options: { body: 'And a pencil.', tag: 'n-1', data: '/inbox' } },
    ]);
  });

  test.each([
    ['no words', null],
    ['something else', { json: () => 'ping' }],
    ['no JSON', { json: () => JSON.parse('{') as unknown }],
    ['other shapes', { json: () => ({ title: 5, url: {} }) }],
  ])('with %s is shown all the same, as browsers demand', async (_name, data) => {
    await worker.happens('push', { data });

    expect(worker.shown).toMatchObject([
      { title: 'Learning Platform', options: { body: '', data: '/inbox' } },
    ]);
  });
});

describe('a press', () => {
  const press = (data: unknown): Promise<void> =>
    worker.happens('notificationclick', { notification: { close: vi.fn(), data } });

  test('opens the address', async () => {
    await press('/courses/c-1');

    expect(worker.opened).toEqual(['https://learning.test/courses/c-1']);
  });

  test('turns to the window that shows it already', async () => {
    const focus = vi.fn();
    worker.windows.push({
      url: 'https://learning.test/courses/c-1',
      focus,
      postMessage: vi.fn(),
    });

    await press('/courses/c-1');

    expect(focus).toHaveBeenCalledOnce();
    expect(worker.opened).toEqual([]);
  });

  test.each(['https://evil.test/', '//evil.test/x', 'javascript:alert(1)', 'http://[', null])(
    'never leads to another site: %s',
    async (data) => {
      await press(data);

      expect(worker.opened).toHaveLength(1);
      expect(new URL(worker.opened[0] ?? '').origin).toBe('https://learning.test');
    },
  );
});

describe('a subscription that has ended', () => {
  test('is made again with the same key, and the app is told', async () => {
    const postMessage = vi.fn();
    worker.windows.push({ url: 'https://learning.test/', focus: vi.fn(), postMessage });
    const key = new ArrayBuffer(65);

    await worker.happens('pushsubscriptionchange', {
      oldSubscription: { options: { applicationServerKey: key } },
      newSubscription: null,
    });

    expect(worker.subscribedWith).toEqual({ userVisibleOnly: true, applicationServerKey: key });
    expect(postMessage).toHaveBeenCalledWith('push-subscription-changed');
  });

  test('is left to the browser where it made another itself', async () => {
    await worker.happens('pushsubscriptionchange', {
      oldSubscription: { options: { applicationServerKey: new ArrayBuffer(65) } },
      newSubscription: {},
    });

    expect(worker.subscribedWith).toBeNull();
  });
});
