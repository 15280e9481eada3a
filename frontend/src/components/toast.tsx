import { useSyncExternalStore, type ReactElement } from 'react';
import { useI18n } from '@/lib/i18n/use-i18n';
import { IconButton } from './button';

interface Toast {
  id: number;
  text: string;
  kind: 'done' | 'failed';
}

const SHOWN_MS = 8000;
let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]): void {
  toasts = next;
  listeners.forEach((listener) => listener());
}

function dismiss(id: number): void {
  set(toasts.filter((one) => one.id !== id));
}

/** Reports what happened; success disappears by itself, failure stays until dismissed. */
export function notify(text: string, kind: Toast['kind'] = 'done'): void {
  lastId += 1;
  const id = lastId;
  set([...toasts.filter((one) => one.text !== text), { id, text, kind }]);
  if (kind === 'done') setTimeout(() => dismiss(id), SHOWN_MS);
}

/** Dismisses everything still shown. */
export function dismissAll(): void {
  set([]);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The live region, which must exist before its first message. */
export function Toasts(): ReactElement {
  const { t } = useI18n();
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((one) => (
        <div key={one.id} className={`toast toast--${one.kind}`} dir="auto">
          <span>{one.text}</span>
          <IconButton icon="close" label={t('action.dismiss')} onClick={() => dismiss(one.id)} />
        </div>
      ))}
    </div>
  );
}
