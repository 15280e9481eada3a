import { useId, type ReactElement } from 'react';
import { Icon } from '@/components/icon';
import { preferencesChange } from '@/lib/api/fields';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Preferences } from '../api/get-preferences';
import type { Notification } from '../api/list-notifications';
import type { PreferencesChange } from '../api/update-preferences';

type Channel = Notification['channel'];

const channels: readonly Channel[] = ['in_app', 'email', 'push', 'sms'];

/** Which kind of message may use which channel. */
export function ChannelMatrix({ preferences }: { preferences: Preferences }): ReactElement {
  const { t } = useI18n();
  const id = useId();
  return (
    <>
      <p>{t('contact.channelsHint')}</p>
      <div className="table-frame" role="region" aria-label={t('contact.channels')} tabIndex={0}>
        <table className="table matrix">
          <thead>
            <tr>
              <th scope="col" id={`${id}-about`}>
                {t('contact.about')}
              </th>
              {channels.map((channel) => (
                <th key={channel} scope="col" id={`${id}-${channel}`}>
                  {t(`way.${channel}`)}
                </th>
              ))}
              <th scope="col" id={`${id}-daily`}>
                {t('contact.daily')}
              </th>
            </tr>
          </thead>
          <tbody>
            {preferences.categories.map((row) => (
              <tr key={row.name}>
                <th scope="row">
                  <span className="person" id={`${id}-${row.name}`}>
                    {t(`category.${row.name}`)}
                  </span>
                  <span className="muted table__spare">{t(`category.${row.name}.about`)}</span>
                </th>
                {channels.map((channel) => (
                  <td key={channel}>
                    {row.mandatory ? (
                      <Always column={t(`way.${channel}`)} />
                    ) : row.channels.includes(channel) ? (
                      <Tick
                        column={t(`way.${channel}`)}
                        name="on"
                        value={`${row.name} ${channel}`}
                        labelledBy={`${id}-${row.name} ${id}-${channel}`}
                        isOn={!preferences.off[row.name]?.includes(channel)}
                      />
                    ) : (
                      <Never />
                    )}
                  </td>
                ))}
                <td>
                  {row.bundles ? (
                    <Tick
                      column={t('contact.daily')}
                      name="digest"
                      value={row.name}
                      labelledBy={`${id}-${row.name} ${id}-daily`}
                      isOn={preferences.digest.includes(row.name)}
                    />
                  ) : (
                    <Never />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="muted">{t('contact.dailyHint')}</p>
    </>
  );
}

interface TickProps {
  /** The column's header, shown where there is no room for headers. */
  column: string;
  name: string;
  value: string;
  labelledBy: string;
  isOn: boolean;
}

function Tick({ column, name, value, labelledBy, isOn }: TickProps): ReactElement {
  return (
    // The whole cell is the checkbox: it is named by its row and its column.
    <label className="matrix__cell">
      <input
        className="check__box"
        type="checkbox"
        name={name}
        value={value}
        aria-labelledby={labelledBy}
        defaultChecked={isOn}
      />
      <span className="matrix__column" aria-hidden="true">
        {column}
      </span>
    </label>
  );
}

function Always({ column }: { column: string }): ReactElement {
  const { t } = useI18n();
  const words = t('contact.always');
  return (
    <span className="matrix__cell" title={words}>
      <Icon name="check" />
      <span className="matrix__column" aria-hidden="true">
        {column}
      </span>
      <span className="visually-hidden">{words}</span>
    </span>
  );
}

function Never(): ReactElement {
  const { t } = useI18n();
  const words = t('contact.never');
  return (
    <span className="matrix__cell matrix__cell--never muted" title={words}>
      <span aria-hidden="true">–</span>
      <span className="visually-hidden">{words}</span>
    </span>
  );
}

/** The checkboxes' values; everything else stays as it was. */
export function readMatrix(
  data: FormData,
  before: Preferences,
): Pick<PreferencesChange, 'off' | 'digest'> {
  const on = new Set(data.getAll('on'));
  const off = { ...before.off };
  for (const row of before.categories) {
    if (row.mandatory) continue;
    const hidden = (before.off[row.name] ?? []).filter((one) => !row.channels.includes(one));
    const unticked = row.channels.filter((one) => !on.has(`${row.name} ${one}`));
    off[row.name] = [...hidden, ...unticked];
  }
  const daily = new Set(data.getAll('digest'));
  return { off, digest: preferencesChange.digest.each.values.filter((one) => daily.has(one)) };
}
