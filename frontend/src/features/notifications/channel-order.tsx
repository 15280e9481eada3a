import type { ReactElement } from 'react';
import { Select } from '@/components/field';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Notification } from './api/list-notifications';

type Channel = Notification['channel'];

const channels: readonly Channel[] = ['in_app', 'email', 'push', 'sms'];

interface ChannelOrderProps {
  /** Tried in this order; at least one. */
  order: readonly Channel[];
  onChange: (order: Channel[]) => void;
  error?: string | undefined;
}

/** The first channel and its fallbacks: one select each. */
export function ChannelOrder({ order, onChange, error }: ChannelOrderProps): ReactElement {
  const { t, number } = useI18n();
  const left = channels.filter((one) => !order.includes(one));

  function choose(place: number, value: string): void {
    const chosen = channels.find((one) => one === value);
    onChange([
      ...order.slice(0, place),
      ...(chosen === undefined ? [] : [chosen, ...order.slice(place + 1)]),
    ]);
  }

  return (
    <div className="form__pair">
      {[...order, ...(left.length > 0 ? [undefined] : [])].map((one, place) => (
        <Select
          // The selects are identified by position.
          key={place}
          label={place === 0 ? t('delivery.channel') : t('order.next', { number: number(place) })}
          value={one ?? ''}
          error={place === 0 ? error : undefined}
          onChange={({ target }) => choose(place, target.value)}
        >
          {place === 0 ? null : <option value="">{t('order.none')}</option>}
          {channels
            .filter((each) => each === one || left.includes(each))
            .map((each) => (
              <option key={each} value={each}>
                {t(`channel.${each}`)}
              </option>
            ))}
        </Select>
      ))}
    </div>
  );
}
