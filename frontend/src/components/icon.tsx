import type { ReactElement } from 'react';

const paths = {
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14Zm9 16-4-4',
  video: 'M4 5h16v14H4zM10 9l5 3-5 3z',
  article: 'M6 3h9l4 4v14H6zM9 11h7M9 15h7',
  file: 'M12 3v12M7 10l5 5 5-5M4 20h16',
  exercise: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  quiz: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .9-1 1.7M12 17h.01',
  up: 'M12 19V5M6 11l6-6 6 6',
  down: 'M12 5v14M6 13l6 6 6-6',
  indent: 'M4 6h16M10 12h10M4 18h16M4 10l3 2-3 2',
  outdent: 'M4 6h16M10 12h10M4 18h16M7 10l-3 2 3 2',
  grip: 'M9 5h.01M15 5h.01M9 12h.01M15 12h.01M9 19h.01M15 19h.01',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13',
  plus: 'M12 5v14M5 12h14',
  check: 'M5 13l4 4L19 7',
  close: 'M6 6l12 12M18 6L6 18',
  logout: 'M14 4h5v16h-5M10 8l-4 4 4 4M6 12h9',
  offline:
    'M3 3l18 18M5 12a10 10 0 0 1 4-2.5M9 16a4 4 0 0 1 6 0M15 9.700a10 10 0 0 1 4 2.300M12 20h.01',
  mail: 'M3 6h18v12H3zM3 7l9 7 9-7',
  people:
    'M9 4a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7ZM2 20a7 7 0 0 1 14 0M16 4a3.500 3.500 0 0 1 0 7M18 13.500a7 7 0 0 1 4 6.500',
  bell: 'M6 16V11a6 6 0 1 1 12 0v5l2 2H4zM10 21h4',
  phone: 'M8 3h8v18H8zM11 18h2',
  device: 'M3 5h18v11H3zM9 20h6M12 16v4',
  megaphone: 'M4 10v4h3l8 4V6l-8 4zM18 9a4 4 0 0 1 0 6',
} as const;

export type IconName = keyof typeof paths;

/** A decorative icon next to its label; it has no accessible name. */
export function Icon({ name, flips = false }: { name: IconName; flips?: boolean }): ReactElement {
  return (
    <svg
      className={flips ? 'icon icon--flips' : 'icon'}
      viewBox="0 0 24 24"
      width="20"
      height="20"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}
