import { useEffect, useState, type PointerEvent } from 'react';
import type { Side } from './drop';

/** What is dragged, and the row at which it would be dropped now. */
export interface Drag {
  id: string;
  target: string | null;
  side: Side;
}

export interface Grip {
  onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  onPointerUp: () => void;
  onPointerCancel: () => void;
}

// So close to the edge of the window, the page scrolls along.
const EDGE_PX = 60;
const STEP_PX = 14;

/**
 * Rows that are dragged by a grip, with a mouse, a pen or a finger. Escape lets go. For people who
 * cannot drag there are buttons and keys for the same moves.
 */
export function useDrag(onDrop: (id: string, target: string, side: Side) => void): {
  drag: Drag | null;
  grip: (id: string) => Grip;
} {
  const [drag, setDrag] = useState<Drag | null>(null);
  const isDragging = drag !== null;

  useEffect(() => {
    if (!isDragging) return;
    function cancel(event: KeyboardEvent): void {
      if (event.key === 'Escape') setDrag(null);
    }
    window.addEventListener('keydown', cancel);
    return () => window.removeEventListener('keydown', cancel);
  }, [isDragging]);

  function grip(id: string): Grip {
    return {
      onPointerDown(event) {
        if (event.button !== 0) return;
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ id, target: null, side: 'after' });
      },
      onPointerMove({ clientX, clientY }) {
        if (drag?.id !== id) return;
        if (clientY < EDGE_PX) window.scrollBy(0, -STEP_PX);
        if (clientY > window.innerHeight - EDGE_PX) window.scrollBy(0, STEP_PX);
        setDrag({ id, ...rowAt(clientX, clientY) });
      },
      onPointerUp() {
        if (drag?.id !== id) return;
        setDrag(null);
        if (drag.target !== null) onDrop(id, drag.target, drag.side);
      },
      onPointerCancel: () => setDrag(null),
    };
  }

  return { drag, grip };
}

function rowAt(x: number, y: number): Pick<Drag, 'target' | 'side'> {
  const row = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-row]');
  if (!row) return { target: null, side: 'after' };
  const { top, height } = row.getBoundingClientRect();
  return { target: row.dataset['row'] ?? null, side: y < top + height / 2 ? 'before' : 'after' };
}
