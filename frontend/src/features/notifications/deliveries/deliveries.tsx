import type { ReactElement } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { Button } from '@/components/button';
import { TextField } from '@/components/field';
import { Form, text } from '@/components/form';
import { requestPath } from '@/lib/api/path';
import { useI18n } from '@/lib/i18n/use-i18n';
import { DeliveryList } from './delivery-list';
import { DeliveryReport } from './delivery-report';

const PATH = '/admin/deliveries';

/** Everybody's messages by status, or one of them by its id. What is shown lives in the address. */
export function Deliveries(): ReactElement {
  const { t } = useI18n();
  const [, navigate] = useLocation();
  const params = new URLSearchParams(useSearch());
  const id = params.get('id') ?? '';
  return (
    <>
      <Form
        error={null}
        className="toolbar"
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
        <Button type="submit" look="primary">
          {t('delivery.find')}
        </Button>
      </Form>
      {id === '' ? (
        <DeliveryList params={params} path={PATH} />
      ) : (
        <>
          <p className="back">
            <Link href={PATH}>{t('delivery.all')}</Link>
          </p>
          <DeliveryReport key={id} id={id} />
        </>
      )}
    </>
  );
}
