import type { ReactElement, ReactNode } from 'react';

export function Badge({
  kind,
  children,
}: {
  kind: 'neutral' | 'good' | 'warn' | 'bad';
  children: ReactNode;
}): ReactElement {
  return <span className={`badge badge--${kind}`}>{children}</span>;
}
