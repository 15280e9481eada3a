import type { ReactElement } from 'react';
import { Button } from '@/components/button';
import { TextField } from '@/components/field';
import { Form, text } from '@/components/form';
import { fieldErrors } from '@/lib/api/problem';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useLogIn } from './api/log-in';

export function LogInForm({ onDone }: { onDone: () => void }): ReactElement {
  const { t } = useI18n();
  const logIn = useLogIn();
  const faults = fieldErrors(logIn.error);
  return (
    <Form
      error={logIn.error}
      onSubmit={(data) =>
        logIn.mutate(
          { email: text(data, 'email'), password: text(data, 'password') },
          { onSuccess: onDone },
        )
      }
    >
      <TextField
        label={t('user.email')}
        name="email"
        type="email"
        autoComplete="username"
        dir="ltr"
        required
        error={faults['email']}
      />
      <TextField
        label={t('user.password')}
        name="password"
        type="password"
        autoComplete="current-password"
        dir="ltr"
        required
        error={faults['password']}
      />
      <Button look="primary" type="submit" disabled={logIn.isPending}>
        {t('logIn.action')}
      </Button>
    </Form>
  );
}
