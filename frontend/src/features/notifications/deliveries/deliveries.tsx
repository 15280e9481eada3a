import type { ReactElement, ReactNode } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { Button } from '@/components/button';
import { TextField } from '@/components/field';
import { Form, text } from '@/components/form';
import { requestPath } from '@/lib/api/path';
import { useI18n } from '@/lib/i18n/use-i18n';
import { DeliveryList } from './delivery-list';
import { DeliveryReport } from './delivery-report';

const PATH = '/admin/deliveries';

interface DeliveriesProps {
  /** A field to choose a recipient with; null is everybody. */
  picker: (id: string | null, onChoose: (id: string | null) => void) => ReactNode;
  /** The name of a person. */
  name: (id: string) => ReactNode;
}

/**
 * Everybody's or one person's messages by status, or one message by its id. What is shown lives in
 * the address.
 */
export function Deliveries({ picker, name }: DeliveriesProps): ReactElement {
  const { t } = useI18n();
  const [, navigate] = useLocation();
  const params = new URLSearchParams(useSearch());
  const id = params.get('id') ?? '';
  const recipient = id === '' ? params.get('recipient_id') : null;
  return (
    <>
      <div className="toolbar">
        {picker(recipient, (chosen) => {
          // The status stays: an admin who looks for failures goes on with another person's.
          const status = params.get('status');
          navigate(requestPath(PATH, { recipient_id: chosen, status }));
        })}
        <Form
          error={null}
          className="toolbar__form"
          label={t('delivery.find')}
          onSubmit={(data) => navigate(requestPath(PATH, { id: text(data, 'id').trim() }))}
        >
          <TextField
            key={id}
            label={t('delivery.id')}
            name="id"
            defaultValue={id}
            dir="ltr"
            autoComplete="off"
          />
          <Button type="submit">{t('delivery.find')}</Button>
        </Form>
      </div>
      {id === '' ? (
        <DeliveryList params={params} path={PATH} />
      ) : (
        <>
          <p className="back">
            <Link href={PATH}>{t('delivery.all')}</Link>
          </p>
          <DeliveryReport key={id} id={id} path={PATH} name={name} />
        </>
      )}
    </>
  );
}
