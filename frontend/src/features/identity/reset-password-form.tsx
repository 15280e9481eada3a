import type { ReactElement } from 'react';
import { Button } from '@/components/button';
import { Form, text } from '@/components/form';
import { passwordReset } from '@/lib/api/fields';
import { fieldErrors } from '@/lib/api/problem';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useResetPassword } from './api/reset-password';
import { IncompleteLink } from './incomplete-link';
import { NewPassword } from './new-password';
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
      <NewPassword
        label={t('profile.newPassword')}
        hint={t('user.passwordHint')}
        limits={passwordReset.password}
        error={fieldErrors(reset.error)['password']}
      />
      <Button look="primary" type="submit" disabled={reset.isPending}>
        {t('reset.action')}
      </Button>
    </Form>
  );
}
