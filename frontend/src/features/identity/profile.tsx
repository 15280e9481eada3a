import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Button } from '@/components/button';
import { TextField } from '@/components/field';
import { Form, text } from '@/components/form';
import { FailedState, Skeleton } from '@/components/states';
import { notify } from '@/components/toast';
import { userChange } from '@/lib/api/fields';
import { fieldErrors } from '@/lib/api/problem';
import { useI18n } from '@/lib/i18n/use-i18n';
import { getMe, type User } from './api/get-me';
import { useUpdateMe } from './api/update-me';
import { EmailForm, PasswordForm } from './sign-in-forms';

export function Profile(): ReactElement {
  const me = useQuery(getMe());
  if (me.data) {
    return (
      <>
        <NameForm user={me.data} />
        <EmailForm user={me.data} />
        <PasswordForm user={me.data} />
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
