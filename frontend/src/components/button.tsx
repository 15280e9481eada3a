import type { ButtonHTMLAttributes, ReactElement, ReactNode } from 'react';
import { Link } from 'wouter';
import { Icon, type IconName } from './icon';

type Look = 'primary' | 'secondary' | 'quiet' | 'danger';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look;
  /** The button does nothing but stays focusable: `aria-disabled` rather than the attribute. */
  disabled?: boolean;
}

export function Button({
  look = 'secondary',
  disabled = false,
  type = 'button',
  onClick,
  children,
  ...rest
}: ButtonProps): ReactElement {
  return (
    <button
      {...rest}
      type={disabled && type === 'submit' ? 'button' : type}
      className={`button button--${look}`}
      aria-disabled={disabled || undefined}
      onClick={disabled ? undefined : onClick}
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
  disabled = false,
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
      aria-disabled={disabled || undefined}
      onClick={disabled ? undefined : onClick}
    >
      <Icon name={icon} flips={flips} />
    </button>
  );
}

export function ButtonLink({
  href,
  look = 'secondary',
  label,
  children,
}: {
  href: string;
  look?: Look;
  /** What is heard, where the visible words do not tell it from others. */
  label?: string;
  children: ReactNode;
}): ReactElement {
  return (
    <Link href={href} className={`button button--${look}`} aria-label={label}>
      {children}
    </Link>
  );
}
