/** This browser as the platform knows it: whose messages it shows, and by which address. */
export interface RememberedDevice {
  /** The platform's id of the device. */
  id: string;
  userId: string;
  endpoint: string;
  /** When the platform was last told, in milliseconds since 1970. */
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
