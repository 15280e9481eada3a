/** This browser's registration: whose messages it shows, and its endpoint. */
export interface RememberedDevice {
  /** The platform's id of the device. */
  id: string;
  userId: string;
  endpoint: string;
  /** When the platform was last updated, in milliseconds since 1970. */
  toldAt: number;
}

const KEY = 'push-device';

export function rememberedDevice(): RememberedDevice | null {
  try {
    const value = JSON.parse(localStorage.getItem(KEY) ?? 'null') as RememberedDevice | null;
    return typeof value?.id === 'string' && typeof value.userId === 'string' ? value : null;
  } catch {
    return null;
  }
}

export function rememberDevice(device: RememberedDevice | null): void {
  if (device === null) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, JSON.stringify(device));
}
