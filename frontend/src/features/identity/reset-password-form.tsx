import type { ReactElement } from 'react';
import { Button } from '@/components/button';
import { TextField } from '@/components/field';
import { Form, text } from '@/components/form';
import { passwordReset } from '@/lib/api/fields';
import { fieldErrors } from '@/lib/api/problem';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useResetPassword } from './api/reset-password';
import { IncompleteLink } from './incomplete-link';
import { useLinkToken } from './use-link-token';

export function ResetPasswordForm({ onDone }: { onDone: () => void }): ReactElement {
  const { t } = useI18n();
  const reset = useResetPassword();
  const token = useLinkToken();
  if (token === null) return <IncompleteLink />;
  return (
    <Form
      error={reset.error}
      onSubmit={(data) =>
        reset.mutate({ token, password: text(data, 'password') }, { onSuccess: onDone })
      }
    >
      <TextField
        label={t('profile.newPassword')}
        name="password"
        type="password"
        autoComplete="new-password"
        dir="ltr"
        required
        minLength={passwordReset.password.minLength}
        maxLength={passwordReset.password.maxLength}
        hint={t('user.passwordHint')}
        error={fieldErrors(reset.error)['password']}
      />
      <Button look="primary" type="submit" disabled={reset.isPending}>
        {t('reset.action')}
      </Button>
    </Form>
  );
}
