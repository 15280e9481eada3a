import type { ReactElement } from 'react';
import { Button } from '@/components/button';
import { TextField } from '@/components/field';
import { Form, text } from '@/components/form';
import { newUser } from '@/lib/api/fields';
import { fieldErrors, isProblem } from '@/lib/api/problem';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useLogIn } from './api/log-in';
import { useRegisterUser } from './api/register-user';
import { NewPassword } from './new-password';

/** Opens an account and signs in with it. */
export function RegisterForm({ onDone }: { onDone: () => void }): ReactElement {
  const { t } = useI18n();
  const register = useRegisterUser();
  const logIn = useLogIn();
  const error = register.error ?? logIn.error;
  const faults = fieldErrors(error);
  const taken = isProblem(error, 'email-taken') ? t('problem.email-taken') : undefined;
  return (
    <Form
      error={error}
      onSubmit={(data) => {
        const email = text(data, 'email');
        const password = text(data, 'password');
        register.mutate(
          { name: text(data, 'name').trim(), email, password },
          { onSuccess: () => logIn.mutate({ email, password }, { onSuccess: onDone }) },
        );
      }}
    >
      <TextField
        label={t('user.name')}
        name="name"
        autoComplete="name"
        required
        minLength={newUser.name.minLength}
        maxLength={newUser.name.maxLength}
        error={faults['name']}
      />
      <TextField
        label={t('user.email')}
        name="email"
        type="email"
        autoComplete="username"
        dir="ltr"
        required
        minLength={newUser.email.minLength}
        maxLength={newUser.email.maxLength}
        error={faults['email'] ?? taken}
      />
      <NewPassword
        label={t('user.password')}
        hint={t('user.passwordHint')}
        limits={newUser.password}
        error={faults['password']}
      />
      <Button look="primary" type="submit" disabled={register.isPending || logIn.isPending}>
        {t('register.action')}
      </Button>
    </Form>
  );
}
