import type { ReactElement } from 'react';
import { Button } from '@/components/button';
import { Form } from '@/components/form';
import { useI18n } from '@/lib/i18n/use-i18n';
import { useChangeEmail } from './api/change-email';
import { useVerifyEmail } from './api/verify-email';
import { IncompleteLink } from './incomplete-link';
import { useLinkToken } from './use-link-token';

interface ConfirmProps {
  onDone: () => void;
}

/** Confirms the address of an account. */
export function VerifyEmail({ onDone }: ConfirmProps): ReactElement {
  return <Confirm confirmation={useVerifyEmail()} onDone={onDone} />;
}

/** Confirms the new address of an account. */
export function ChangeEmail({ onDone }: ConfirmProps): ReactElement {
  return <Confirm confirmation={useChangeEmail()} onDone={onDone} />;
}

/** A button, because programs that look at mails open the links in them. */
function Confirm({
  confirmation,
  onDone,
}: ConfirmProps & {
  confirmation: ReturnType<typeof useVerifyEmail>;
}): ReactElement {
  const { t } = useI18n();
  const token = useLinkToken();
  if (token === null) return <IncompleteLink />;
  return (
    <Form
      error={confirmation.error}
      onSubmit={() => confirmation.mutate({ token }, { onSuccess: onDone })}
    >
      <Button look="primary" type="submit" disabled={confirmation.isPending}>
        {t('verify.action')}
      </Button>
    </Form>
  );
}
