import { useState, type ReactElement } from 'react';
import { Button } from '@/components/button';
import { TextField } from '@/components/field';
import { Form, text } from '@/components/form';
import { notify } from '@/components/toast';
import { emailChangeRequest, userChange } from '@/lib/api/fields';
import { fieldErrors, isProblem } from '@/lib/api/problem';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { User } from './api/get-me';
import { useRequestEmailChange } from './api/request-email-change';
import { useUpdateMe } from './api/update-me';
import { NewPassword } from './new-password';

/** The address stays until the link that is sent to the new one is used. */
export function EmailForm({ user }: { user: User }): ReactElement {
  const { t } = useI18n();
  const request = useRequestEmailChange();
  const [round, setRound] = useState(0);
  const faults = fieldErrors(request.error);
  const taken = isProblem(request.error, 'email-taken') ? t('problem.email-taken') : undefined;
  return (
    <section className="panel">
      <h2 className="panel__title">{t('user.email')}</h2>
      <Form
        key={round}
        error={request.error}
        onSubmit={(data) => {
          const email = text(data, 'email').trim();
          request.mutate(
            { email, current_password: text(data, 'current_password') },
            {
              onSuccess: () => {
                setRound(round + 1);
                notify(t('profile.emailSent', { email }));
              },
            },
          );
        }}
      >
        <p dir="auto">{t('profile.emailNow', { email: user.email })}</p>
        <TextField
          label={t('profile.newEmail')}
          name="email"
          type="email"
          autoComplete="email"
          dir="ltr"
          required
          minLength={emailChangeRequest.email.minLength}
          maxLength={emailChangeRequest.email.maxLength}
          hint={t('profile.newEmailHint')}
          error={faults['email'] ?? taken}
        />
        <CurrentPassword error={faults['current_password']} />
        <Button type="submit" look="primary" disabled={request.isPending}>
          {t('forgot.action')}
        </Button>
      </Form>
    </section>
  );
}

export function PasswordForm({ user }: { user: User }): ReactElement {
  const { t } = useI18n();
  const update = useUpdateMe();
  const [round, setRound] = useState(0);
  const faults = fieldErrors(update.error);
  return (
    <section className="panel">
      <h2 className="panel__title">{t('user.password')}</h2>
      <Form
        key={round}
        error={update.error}
        onSubmit={(data) => {
          const change = {
            current_password: text(data, 'current_password'),
            password: text(data, 'password'),
          };
          update.mutate(
            { user, change },
            {
              onSuccess: () => {
                setRound(round + 1);
                notify(t('profile.passwordChanged'));
              },
            },
          );
        }}
      >
        <CurrentPassword error={faults['current_password']} />
        <NewPassword
          label={t('profile.newPassword')}
          hint={t('profile.newPasswordHint')}
          limits={userChange.password}
          error={faults['password']}
        />
        <Button type="submit" look="primary" disabled={update.isPending}>
          {t('reset.action')}
        </Button>
      </Form>
    </section>
  );
}

/** So that an unlocked screen is not enough. */
function CurrentPassword({ error }: { error: string | undefined }): ReactElement {
  const { t } = useI18n();
  return (
    <TextField
      label={t('profile.currentPassword')}
      name="current_password"
      type="password"
      autoComplete="current-password"
      dir="ltr"
      required
      error={error}
    />
  );
}
