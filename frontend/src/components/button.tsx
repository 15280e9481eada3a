import type { ButtonHTMLAttributes, ReactElement, ReactNode } from 'react';
import { Link } from 'wouter';
import { Icon, type IconName } from './icon';

type Look = 'primary' | 'secondary' | 'quiet' | 'danger';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look;
  /** Something is under way; the button stays focusable and does nothing. */
  busy?: boolean;
}

export function Button({
  look = 'secondary',
  busy = false,
  type = 'button',
  onClick,
  children,
  ...rest
}: ButtonProps): ReactElement {
  return (
    <button
      {...rest}
      type={busy && type === 'submit' ? 'button' : type}
      className={`button button--${look}`}
      aria-disabled={busy || undefined}
      onClick={busy ? undefined : onClick}
    >
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonProps, 'children' | 'look'> {
  icon: IconName;
  label: string;
  flips?: boolean;
}

export function IconButton({
  icon,
  label,
  flips = false,
  busy = false,
  onClick,
  ...rest
}: IconButtonProps): ReactElement {
  return (
    <button
      type="button"
      {...rest}
      className="icon-button"
      aria-label={label}
      title={label}
      aria-disabled={busy || undefined}
      onClick={busy ? undefined : onClick}
    >
      <Icon name={icon} flips={flips} />
    </button>
  );
}

export function ButtonLink({
  href,
  look = 'secondary',
  children,
}: {
  href: string;
  look?: Look;
  children: ReactNode;
}): ReactElement {
  return (
    <Link href={href} className={`button button--${look}`}>
      {children}
    </Link>
  );
}
