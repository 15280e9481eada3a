import type { ReactElement } from 'react';
import { Button } from '@/components/button';
import { TextField } from '@/components/field';
import { Form, text } from '@/components/form';
import { passwordResetRequest } from '@/lib/api/fields';
import { fieldErrors } from '@/lib/api/problem';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useRequestPasswordReset } from './api/request-password-reset';

/** Says the same whether or not the address has an account. */
export function ForgotPasswordForm(): ReactElement {
  const { t } = useI18n();
  const request = useRequestPasswordReset();
  if (request.isSuccess) {
    return (
      <p className="panel" role="status" dir="auto">
        {t('forgot.sent', { email: request.variables.email })}
      </p>
    );
  }
  return (
    <Form
      error={request.error}
      onSubmit={(data) => request.mutate({ email: text(data, 'email').trim() })}
    >
      <TextField
        label={t('user.email')}
        name="email"
        type="email"
        autoComplete="username"
        dir="ltr"
        required
        maxLength={passwordResetRequest.email.maxLength}
        error={fieldErrors(request.error)['email']}
      />
      <Button look="primary" type="submit" disabled={request.isPending}>
        {t('forgot.action')}
      </Button>
    </Form>
  );
}
