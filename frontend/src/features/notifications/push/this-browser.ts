import { createPushSubscription } from '../api/create-push-subscription';
import type { PushDevice } from '../api/list-push-subscriptions';
import { rememberDevice, rememberedDevice } from './remembered-device';

const WORKER_PATIENCE_MS = 10_000;
const TELL_AGAIN_MS = 7 * 24 * 3600 * 1000;

/** Whether push notifications work here, and the browser's permission. */
export function pushSupport(): 'unsupported' | NotificationPermission {
  const isThere = 'serviceWorker' in navigator && 'PushManager' in window;
  return isThere && 'Notification' in window ? Notification.permission : 'unsupported';
}

/** Permission was denied. */
export class PushDenied extends Error {
  override readonly name = 'PushDenied';
}

/**
 * Asks people, the browser and the platform, in this order, to have this browser show the messages
 * of a person. `key` is the platform's own, by which the push service knows who may send.
 */
export async function switchOn(userId: string, key: string): Promise<PushDevice> {
  // Ask first: a browser prompts only in response to a click.
  if ((await Notification.requestPermission()) !== 'granted') throw new PushDenied();
  const registration = await workerThatIsReady();
  return tell(userId, await subscribe(registration.pushManager, key));
}

/** Unsubscribes the browser; the platform learns of it from the push service. */
export async function switchOff(): Promise<void> {
  rememberDevice(null);
  await (await present())?.unsubscribe();
}

/** Updates the platform when the browser's endpoint has changed, and once a week anyway. */
export async function keepUp(userId: string): Promise<void> {
  const remembered = rememberedDevice();
  if (remembered === null) return;
  if (remembered.userId !== userId) return switchOff();
  const subscription = await present();
  if (subscription === null) {
    rememberDevice(null);
    return;
  }
  const isNews = subscription.endpoint !== remembered.endpoint;
  if (isNews || Date.now() - remembered.toldAt > TELL_AGAIN_MS) await tell(userId, subscription);
}

async function tell(userId: string, subscription: PushSubscription): Promise<PushDevice> {
  const device = await createPushSubscription(subscription);
  const { endpoint } = subscription;
  rememberDevice({ id: device.id, userId, endpoint, toldAt: Date.now() });
  return device;
}

async function present(): Promise<PushSubscription | null> {
  if (pushSupport() === 'unsupported') return null;
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

async function subscribe(manager: PushManager, key: string): Promise<PushSubscription> {
  const options = { userVisibleOnly: true, applicationServerKey: key };
  try {
    return await manager.subscribe(options);
  } catch (error) {
    // The platform's key has changed since this browser subscribed.
    const old = await manager.getSubscription();
    if (old === null) throw error;
    await old.unsubscribe();
    return manager.subscribe(options);
  }
}

/** The service worker is installed after the page has loaded, or not at all. */
function workerThatIsReady(): Promise<ServiceWorkerRegistration> {
  return Promise.race([
    navigator.serviceWorker.ready,
    new Promise<never>((_resolve, reject) => {
      setTimeout(() => reject(new Error('no service worker')), WORKER_PATIENCE_MS);
    }),
  ]);
}
