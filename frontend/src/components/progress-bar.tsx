import type { ReactElement } from 'react';

/** How much of something is done; the label says of what. */
export function ProgressBar({ percent, label }: { percent: number; label: string }): ReactElement {
  return <progress className="progress-bar" value={percent} max={100} aria-label={label} />;
}
