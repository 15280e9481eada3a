import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { Button } from '@/components/button';
import { TextField } from '@/components/field';
import { Form, text } from '@/components/form';
import { FailedState, Skeleton } from '@/components/states';
import { notify } from '@/components/toast';
import { userChange } from '@/lib/api/fields';
import { fieldErrors, isProblem } from '@/lib/api/problem';
import { useI18n } from '@/lib/i18n/use-i18n';
import { getMe, type User } from './api/get-me';
import { useUpdateMe } from './api/update-me';

export function Profile(): ReactElement {
  const me = useQuery(getMe());
  if (me.data) {
    return (
      <>
        <NameForm user={me.data} />
        <SignInForm user={me.data} />
      </>
    );
  }
  return me.isError ? (
    <FailedState error={me.error} onRetry={() => void me.refetch()} />
  ) : (
    <Skeleton lines={6} />
  );
}

function NameForm({ user }: { user: User }): ReactElement {
  const { t } = useI18n();
  const update = useUpdateMe();
  return (
    <section className="panel">
      <h2 className="panel__title">{t('profile.you')}</h2>
      <Form
        error={update.error}
        onSubmit={(data) =>
          update.mutate(
            { user, change: { name: text(data, 'name').trim() } },
            { onSuccess: () => notify(t('profile.saved')) },
          )
        }
      >
        <TextField
          label={t('user.name')}
          name="name"
          autoComplete="name"
          required
          minLength={userChange.name.minLength}
          maxLength={userChange.name.maxLength}
          defaultValue={user.name}
          hint={t(`role.${user.role}`)}
          error={fieldErrors(update.error)['name']}
        />
        <Button type="submit" look="primary" disabled={update.isPending}>
          {t('action.save')}
        </Button>
      </Form>
    </section>
  );
}

/** Changing the email address or password requires the current password. */
function SignInForm({ user }: { user: User }): ReactElement {
  const { t } = useI18n();
  const update = useUpdateMe();
  const [round, setRound] = useState(0);
  const faults = fieldErrors(update.error);
  const taken = isProblem(update.error, 'email-taken') ? t('problem.email-taken') : undefined;
  return (
    <section className="panel">
      <h2 className="panel__title">{t('profile.signIn')}</h2>
      <Form
        key={round}
        error={update.error}
        onSubmit={(data) => {
          const email = text(data, 'email').trim();
          const password = text(data, 'password');
          const change = {
            current_password: text(data, 'current_password'),
            ...(email.toLowerCase() === user.email ? {} : { email }),
            ...(password === '' ? {} : { password }),
          };
          update.mutate(
            { user, change },
            {
              onSuccess: () => {
                setRound(round + 1);
                notify(t('profile.saved'));
              },
            },
          );
        }}
      >
        <TextField
          label={t('user.email')}
          name="email"
          type="email"
          autoComplete="email"
          dir="ltr"
          required
          minLength={userChange.email.minLength}
          maxLength={userChange.email.maxLength}
          defaultValue={user.email}
          error={faults['email'] ?? taken}
        />
        <TextField
          label={t('profile.newPassword')}
          name="password"
          type="password"
          autoComplete="new-password"
          dir="ltr"
          minLength={userChange.password.minLength}
          maxLength={userChange.password.maxLength}
          hint={t('profile.newPasswordHint')}
          error={faults['password']}
        />
        <TextField
          label={t('profile.currentPassword')}
          name="current_password"
          type="password"
          autoComplete="current-password"
          dir="ltr"
          required
          error={faults['current_password']}
        />
        <Button type="submit" look="primary" disabled={update.isPending}>
          {t('action.save')}
        </Button>
      </Form>
    </section>
  );
}
