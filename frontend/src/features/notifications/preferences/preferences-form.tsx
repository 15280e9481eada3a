import { useState, type ReactElement } from 'react';
import { Button } from '@/components/button';
import { CheckField } from '@/components/check-field';
import { Select, TextField } from '@/components/field';
import { Form, text } from '@/components/form';
import { notify } from '@/components/toast';
import { ApiProblem, fieldErrors } from '@/lib/api/problem';
import { isLanguage, languages } from '@/lib/i18n/language';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useUnsaved } from '@/lib/unsaved';
import type { Preferences } from '../api/get-preferences';
import { useUpdatePreferences, type PreferencesChange } from '../api/update-preferences';
import { ChannelMatrix, readMatrix } from './channel-matrix';
import { ownZone, zones } from './time-zones';

interface PreferencesFormProps {
  preferences: Preferences;
  /** Refetch them and start over. */
  onReload: () => void;
}

/** Language, hours and channels, saved together. */
export function PreferencesForm({ preferences, onReload }: PreferencesFormProps): ReactElement {
  const { t, language } = useI18n();
  const update = useUpdatePreferences();
  const [dirty, setDirty] = useState(false);
  const faults = fieldErrors(update.error);
  useUnsaved(dirty);
  const isStale = update.error instanceof ApiProblem && update.error.status === 412;
  // Without any choice yet, offer the browser's settings.
  const isFresh = preferences.version === 0;

  return (
    <Form
      error={update.error}
      className="editor"
      onChange={() => setDirty(true)}
      onSubmit={(data) =>
        update.mutate(
          { version: preferences.version, change: read(data, preferences) },
          {
            onSuccess: () => {
              setDirty(false);
              notify(t('contact.saved'));
            },
          },
        )
      }
    >
      {isStale ? (
        <p>
          <Button onClick={onReload}>{t('edit.reload')}</Button>
        </p>
      ) : null}
      <section className="panel">
        <h2 className="panel__title">{t('contact.languageAndTime')}</h2>
        <div className="form__pair">
          <Select
            label={t('contact.language')}
            name="language"
            defaultValue={isFresh ? language : preferences.language}
            hint={t('contact.languageHint')}
            error={faults['language']}
          >
            {Object.entries(languages).map(([code, name]) => (
              <option key={code} value={code} lang={code}>
                {name}
              </option>
            ))}
          </Select>
          <Select
            label={t('contact.zone')}
            name="time_zone"
            dir="ltr"
            defaultValue={isFresh ? ownZone() : preferences.time_zone}
            hint={t('contact.zoneHint', { zone: shown(ownZone()) })}
            error={faults['time_zone']}
          >
            {zones(preferences.time_zone).map((zone) => (
              <option key={zone} value={zone}>
                {shown(zone)}
              </option>
            ))}
          </Select>
        </div>
        <QuietHours quiet={preferences.quiet_hours} faults={faults} />
      </section>
      <section className="panel">
        <h2 className="panel__title">{t('contact.channels')}</h2>
        <ChannelMatrix preferences={preferences} />
      </section>
      <div className="editor__bar">
        <p className="editor__state muted">{dirty ? t('edit.unsaved') : ''}</p>
        <Button type="submit" look="primary" disabled={update.isPending}>
          {t('action.save')}
        </Button>
      </div>
    </Form>
  );
}

function QuietHours({
  quiet,
  faults,
}: {
  quiet: Preferences['quiet_hours'];
  faults: Readonly<Record<string, string>>;
}): ReactElement {
  const { t } = useI18n();
  const [isOn, setOn] = useState(quiet !== null);
  return (
    <>
      <CheckField
        label={t('contact.quiet')}
        hint={t('contact.quietHint')}
        name="quiet"
        checked={isOn}
        onChange={({ target }) => setOn(target.checked)}
      />
      {isOn ? (
        <div className="form__pair">
          <TextField
            label={t('contact.quietFrom')}
            name="quiet_start"
            type="time"
            dir="ltr"
            required
            defaultValue={quiet?.start ?? '22:00'}
            error={faults['quiet_hours.start']}
          />
          <TextField
            label={t('contact.quietTo')}
            name="quiet_end"
            type="time"
            dir="ltr"
            required
            defaultValue={quiet?.end ?? '07:00'}
            error={faults['quiet_hours.end']}
          />
        </div>
      ) : null}
    </>
  );
}

function read(data: FormData, before: Preferences): PreferencesChange {
  const language = text(data, 'language');
  return {
    ...(isLanguage(language) ? { language } : {}),
    time_zone: text(data, 'time_zone'),
    quiet_hours: data.has('quiet')
      ? { start: text(data, 'quiet_start'), end: text(data, 'quiet_end') }
      : null,
    ...readMatrix(data, before),
  };
}

function shown(zone: string): string {
  return zone.replaceAll('_', ' ');
}
