import type { KeyboardEvent, ReactElement, ReactNode } from 'react';
import { IconButton } from '@/components/button';
import { Icon } from '@/components/icon';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Editing } from './editing';
import type { Direction } from './outline';

/** One module or lesson, with the grip by which it is dragged. */
export function Row({
  id,
  title,
  editing,
  onMove,
  children,
}: {
  id: string;
  title: string;
  editing: Editing;
  onMove: (direction: Direction) => void;
  children: ReactNode;
}): ReactElement {
  const { t } = useI18n();
  const { drag } = editing;

  function key(event: KeyboardEvent): void {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    onMove(event.key === 'ArrowUp' ? 'up' : 'down');
  }

  const place = drag?.target === id && drag.id !== id ? ` edit-row--${drag.side}` : '';
  return (
    // The keys are a shortcut for the buttons in the row.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className={`edit-row${drag?.id === id ? ' edit-row--dragged' : ''}${place}`}
      data-row={id}
      onKeyDown={key}
    >
      {/* For pointers only: the buttons do the same for everybody else. */}
      <span
        className="edit-row__grip"
        data-grip={id}
        aria-hidden="true"
        title={t('outline.drag', { title })}
        {...editing.grip(id)}
      >
        <Icon name="grip" />
      </span>
      {children}
    </div>
  );
}

/** The buttons that move a row. */
export function Moves({
  title,
  first = false,
  last = false,
  onMove,
  children,
}: {
  title: string;
  first?: boolean;
  last?: boolean;
  onMove: (direction: Direction) => void;
  children?: ReactNode;
}): ReactElement {
  const { t } = useI18n();
  return (
    <span className="edit-row__moves">
      <IconButton
        icon="up"
        data-control="up"
        label={t('outline.up', { title })}
        disabled={first}
        onClick={() => onMove('up')}
      />
      <IconButton
        icon="down"
        data-control="down"
        label={t('outline.down', { title })}
        disabled={last}
        onClick={() => onMove('down')}
      />
      {children}
    </span>
  );
}
