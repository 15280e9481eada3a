import { screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { session } from '@/lib/session/session';
import { messages } from '@/testing/messages';
import { open } from '@/testing/open';
import { platform } from '@/testing/platform';
import { rememberDevice, rememberedDevice } from './remembered-device';

/** A stand-in for the browser, as far as the app uses it. */
class Browser {
  endpoint: string | null = null;
  key: string | null = null;
  answers: NotificationPermission = 'granted';
  readonly listeners = new EventTarget();

  private subscription(endpoint: string): Partial<PushSubscription> {
    return {
      endpoint,
      toJSON: () => ({ endpoint, keys: { p256dh: 'p', auth: 'a' } }),
      unsubscribe: () => {
        this.endpoint = null;
        return Promise.resolve(true);
      },
    };
  }

  readonly pushManager = {
    getSubscription: () =>
      Promise.resolve(this.endpoint === null ? null : this.subscription(this.endpoint)),
    subscribe: ({ applicationServerKey }: { applicationServerKey: string }) => {
      if (this.endpoint !== null && this.key !== applicationServerKey) {
        return Promise.reject(new DOMException('other key', 'InvalidStateError'));
      }
      this.key = applicationServerKey;
      this.endpoint ??= `https://fcm.googleapis.com/${applicationServerKey}`;
      return Promise.resolve(this.subscription(this.endpoint));
    },
  };
}

let browser: Browser;

beforeEach(() => {
  browser = new Browser();
  const registration = { pushManager: browser.pushManager };
  vi.stubGlobal('PushManager', browser.pushManager);
  const asking = {
    permission: 'default',
    requestPermission: () => {
      asking.permission = browser.answers;
      return Promise.resolve(browser.answers);
    },
  };
  vi.stubGlobal('Notification', asking);
  Object.defineProperty(navigator, 'serviceWorker', {
    configurable: true,
    value: {
      ready: Promise.resolve(registration),
      getRegistration: () => Promise.resolve(registration),
      addEventListener: browser.listeners.addEventListener.bind(browser.listeners),
      removeEventListener: browser.listeners.removeEventListener.bind(browser.listeners),
    },
  });
});

afterEach(() => {
  Reflect.deleteProperty(navigator, 'serviceWorker');
  vi.unstubAllGlobals();
});

function allowed(): void {
  vi.stubGlobal('Notification', { permission: 'granted' });
}

describe('this device', () => {
  test('shows messages once people have said so, with the key of the platform', async () => {
    const { user } = await open('/preferences', { as: 'u-ana' });

    await user.click(await screen.findByRole('button', { name: 'Show them on this device' }));

    expect(await screen.findByText('This device now shows your messages.')).toBeVisible();
    expect(screen.getByText(/This device shows your messages, even/)).toBeVisible();
    expect(screen.getByText('This device')).toBeVisible();
    expect(browser.key).toBe('BKey');
    expect(rememberedDevice()).toMatchObject({ userId: 'u-ana', endpoint: browser.endpoint });
  });

  test('asks the platform for nothing when people say no', async () => {
    browser.answers = 'denied';
    const { user } = await open('/preferences', { as: 'u-ana' });

    await user.click(await screen.findByRole('button', { name: 'Show them on this device' }));

    expect(
      (await screen.findAllByText(/This site is not allowed to show notifications here/))[0],
    ).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Show them on this device' })).toBeNull();
    expect(messages.state.devices).toEqual([]);
  });

  test('takes another key of the platform in place of the one it had', async () => {
    browser.endpoint = 'https://fcm.googleapis.com/old';
    browser.key = 'BOld';
    const { user } = await open('/preferences', { as: 'u-ana' });

    await user.click(await screen.findByRole('button', { name: 'Show them on this device' }));

    expect(await screen.findByText('This device now shows your messages.')).toBeVisible();
    expect(browser.endpoint).toBe('https://fcm.googleapis.com/BKey');
  });

  test('forgets all of it when it is removed from the list', async () => {
    const { user } = await open('/preferences', { as: 'u-ana' });
    await user.click(await screen.findByRole('button', { name: 'Show them on this device' }));

    await user.click(await screen.findByRole('button', { name: /^Remove Chrome/ }));

    expect(await screen.findByRole('button', { name: 'Show them on this device' })).toBeVisible();
    await waitFor(() => expect(browser.endpoint).toBeNull());
    expect(messages.state.devices).toEqual([]);
    expect(rememberedDevice()).toBeNull();
  });
});

describe('who is here', () => {
  const device = {
    id: 'd-1',
    userId: 'u-ana',
    endpoint: 'https://fcm.googleapis.com/first',
    toldAt: Date.now(),
  };

  test('a browser that got another address tells the platform when the app starts', async () => {
    allowed();
    rememberDevice(device);
    browser.endpoint = 'https://fcm.googleapis.com/second';

    await open('/courses', { as: 'u-ana' });

    await waitFor(() => expect(messages.state.devices).toHaveLength(1));
    expect(rememberedDevice()?.endpoint).toBe('https://fcm.googleapis.com/second');
  });

  test('a browser that has nothing new tells nothing', async () => {
    allowed();
    rememberDevice(device);
    browser.endpoint = device.endpoint;

    await open('/courses', { as: 'u-ana' });
    await screen.findByRole('link', { name: 'Practical SQL' });

    expect(platform.state.asked.some((one) => one.includes('push'))).toBe(false);
  });

  test('it tells immediately when the service worker says that there is a new one', async () => {
    allowed();
    rememberDevice(device);
    browser.endpoint = device.endpoint;
    await open('/courses', { as: 'u-ana' });
    await screen.findByRole('link', { name: 'Practical SQL' });

    browser.endpoint = 'https://fcm.googleapis.com/third';
    browser.listeners.dispatchEvent(new Event('message'));

    await waitFor(() =>
      expect(rememberedDevice()?.endpoint).toBe('https://fcm.googleapis.com/third'),
    );
  });

  test('nobody sees the messages of somebody who has left', async () => {
    allowed();
    rememberDevice(device);
    browser.endpoint = device.endpoint;
    await open('/courses', { as: 'u-ana' });
    await screen.findByRole('link', { name: 'Practical SQL' });

    session.end();

    await waitFor(() => expect(browser.endpoint).toBeNull());
    expect(rememberedDevice()).toBeNull();
  });

  test('nor does the next person', async () => {
    allowed();
    rememberDevice(device);
    browser.endpoint = device.endpoint;

    await open('/courses', { as: 'u-ivo' });

    await waitFor(() => expect(browser.endpoint).toBeNull());
    expect(messages.state.devices).toEqual([]);
  });
});
