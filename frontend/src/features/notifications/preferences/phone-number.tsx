import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { Badge } from '@/components/badge';
import { Button } from '@/components/button';
import { TextField } from '@/components/field';
import { Form, text } from '@/components/form';
import { explain } from '@/components/problem-note';
import { notify } from '@/components/toast';
import { fieldErrors } from '@/lib/api/problem';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useConfirmPhone } from '../api/confirm-phone';
import { getPreferences } from '../api/get-preferences';
import { useUpdatePreferences } from '../api/update-preferences';

/** The number for text messages: set, confirmed by a code, removed. */
export function PhoneNumber(): ReactElement | null {
  const { t } = useI18n();
  const { data: preferences } = useQuery(getPreferences());
  const [changing, setChanging] = useState(false);
  if (!preferences) return null;
  const { phone } = preferences;
  return (
    <section className="panel">
      <h2 className="panel__title">{t('phone.title')}</h2>
      {phone === null || changing ? (
        <NumberForm onDone={() => setChanging(false)} mayGoBack={phone !== null} />
      ) : preferences.phone_confirmed ? (
        <Confirmed phone={phone} onChange={() => setChanging(true)} />
      ) : (
        <CodeForm phone={phone} onChange={() => setChanging(true)} />
      )}
    </section>
  );
}

interface Step {
  phone: string;
  onChange: () => void;
}

interface NumberFormProps {
  onDone: () => void;
  /** Whether there is already a number. */
  mayGoBack: boolean;
}

function NumberForm({ onDone, mayGoBack }: NumberFormProps): ReactElement {
  const { t } = useI18n();
  const update = useUpdatePreferences();
  return (
    <Form
      error={update.error}
      onSubmit={(data) =>
        update.mutate(
          // People write numbers in groups.
          { change: { phone: text(data, 'phone').replace(/[\s().-]/g, '') } },
          { onSuccess: onDone },
        )
      }
    >
      <p>{t('phone.text')}</p>
      <TextField
        label={t('phone.number')}
        name="phone"
        type="tel"
        autoComplete="tel"
        dir="ltr"
        required
        hint={t('phone.numberHint', { example: isolated('+34\u00a0600\u00a0111\u00a0222') })}
        error={fieldErrors(update.error)['phone']}
      />
      <div className="actions">
        <Button type="submit" look="primary" disabled={update.isPending}>
          {t('phone.send')}
        </Button>
        {mayGoBack ? <Button onClick={onDone}>{t('action.back')}</Button> : null}
      </div>
    </Form>
  );
}

function CodeForm({ phone, onChange }: Step): ReactElement {
  const i18n = useI18n();
  const { t } = i18n;
  const confirm = useConfirmPhone();
  const again = useUpdatePreferences();
  const faults = fieldErrors(confirm.error);
  return (
    <Form
      error={confirm.error}
      onSubmit={(data) =>
        confirm.mutate(text(data, 'code').replace(/\s/g, ''), {
          onSuccess: () => notify(t('phone.confirmed')),
        })
      }
    >
      <p>{t('phone.sent', { phone: isolated(phone) })}</p>
      <TextField
        label={t('phone.code')}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        dir="ltr"
        required
        maxLength={12}
        error={faults['code'] === undefined ? undefined : t('phone.wrongCode')}
      />
      <div className="actions">
        <Button type="submit" look="primary" disabled={confirm.isPending}>
          {t('phone.confirm')}
        </Button>
        <Button
          disabled={again.isPending}
          onClick={() => {
            again.mutateAsync({ change: { phone } }).then(
              () => notify(t('phone.sentAgain', { phone: isolated(phone) })),
              (error: unknown) => notify(explain(error, i18n), 'failed'),
            );
          }}
        >
          {t('phone.sendAgain')}
        </Button>
        <Button look="quiet" onClick={onChange}>
          {t('phone.change')}
        </Button>
      </div>
    </Form>
  );
}

function Confirmed({ phone, onChange }: Step): ReactElement {
  const i18n = useI18n();
  const { t } = i18n;
  const remove = useUpdatePreferences();
  return (
    <>
      <p className="phone">
        <bdi className="person" dir="ltr">
          {phone}
        </bdi>{' '}
        <Badge kind="good">{t('phone.isConfirmed')}</Badge>
      </p>
      <div className="actions">
        <Button onClick={onChange}>{t('phone.change')}</Button>
        <Button
          disabled={remove.isPending}
          onClick={() => {
            remove.mutateAsync({ change: { phone: null } }).then(
              () => notify(t('phone.removed')),
              (error: unknown) => notify(explain(error, i18n), 'failed'),
            );
          }}
        >
          {t('phone.remove')}
        </Button>
      </div>
    </>
  );
}

/** A number within a text that may run the other way (Unicode's isolates). */
function isolated(phone: string): string {
  return `\u2066${phone}\u2069`;
}
