import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { Badge } from '@/components/badge';
import { FailedState, Skeleton } from '@/components/states';
import { languages } from '@/lib/i18n/language';
import { useI18n } from '@/lib/i18n/use-i18n';
import { listTemplates, type TemplateSummary } from '../api/list-templates';

/** Every letter that the platform writes by itself. */
export function TemplateList(): ReactElement {
  const query = useQuery(listTemplates());
  if (query.data) {
    return (
      <ul className="rows">
        {query.data.map((one) => (
          <Row key={one.id} template={one} />
        ))}
      </ul>
    );
  }
  return query.isError ? (
    <FailedState error={query.error} onRetry={() => void query.refetch()} />
  ) : (
    <Skeleton shape="rows" lines={5} />
  );
}

function Row({ template }: { template: TemplateSummary }): ReactElement {
  const { t, tOr, date } = useI18n();
  return (
    <li className="row">
      <div className="row__words">
        <h2 className="row__title">
          <Link href={`/admin/templates/${template.id}`}>
            {tOr(`template.${template.id}`, template.id)}
          </Link>
        </h2>
        <p>{tOr(`template.${template.id}.about`, template.about)}</p>
        <p className="muted">
          {t(`category.${template.category}`)} ·{' '}
          {template.channels.map((one) => t(`channel.${one}`)).join(', ')}
          {template.updated_at === null
            ? null
            : ` · ${t('teach.changed', { date: date(template.updated_at) })}`}
        </p>
      </div>
      <p className="row__badges">
        {template.overridden.length === 0 ? (
          <Badge kind="neutral">{t('template.builtIn')}</Badge>
        ) : (
          template.overridden.map((one) => (
            <Badge key={one} kind="good">
              {t('template.ownWords', { language: languages[one] })}
            </Badge>
          ))
        )}
      </p>
    </li>
  );
}
