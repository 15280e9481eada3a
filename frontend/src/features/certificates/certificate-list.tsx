import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Button } from '@/components/button';
import { FailedState } from '@/components/states';
import { notify } from '@/components/toast';
import { useI18n } from '@/lib/i18n/use-i18n';
import { listCertificates, type Certificate } from './api/list-certificates';

/** The learner's certificates, under a heading of their own; nothing before the first one. */
export function CertificateList(): ReactElement | null {
  const { t } = useI18n();
  const query = useQuery(listCertificates());
  if (query.isError && !query.data) {
    return <FailedState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data || query.data.items.length === 0) return null;
  return (
    <section className="section certificates" aria-labelledby="certificates">
      <h2 className="section__title" id="certificates">
        {t('certificate.list')}
      </h2>
      <ul className="rows">
        {query.data.items.map((one) => (
          <CertificateRow key={one.id} certificate={one} />
        ))}
      </ul>
      <p className="muted">{t('certificate.badgeAbout')}</p>
    </section>
  );
}

function CertificateRow({ certificate }: { certificate: Certificate }): ReactElement {
  const { t, date } = useI18n();
  return (
    <li className="row">
      <div className="row__words">
        <h3 className="row__title" dir="auto">
          {certificate.course_title}
        </h3>
        <p className="muted">
          {t('certificate.completedOn', { date: date(certificate.completed_at) })}
        </p>
        {certificate.revoked_at === null || certificate.revoked_at === undefined ? null : (
          <p className="muted" dir="auto">
            {t('certificate.revokedOn', {
              date: date(certificate.revoked_at),
              reason: certificate.revocation_reason ?? '',
            })}
          </p>
        )}
      </div>
      <CertificateActions certificate={certificate} />
    </li>
  );
}

/** What can be done with a certificate; the server renders its page for anyone who checks it, so
 * these are plain links. */
export function CertificateActions({ certificate }: { certificate: Certificate }): ReactElement {
  const { t } = useI18n();
  const title = certificate.course_title;
  const page = `/certificates/${certificate.id}`;
  const api = `/api${page}`;
  const isValid = certificate.revoked_at === null || certificate.revoked_at === undefined;
  return (
    <div className="certificates__actions">
      <a
        className="button button--secondary"
        href={page}
        aria-label={t('certificate.openName', { title })}
      >
        {t('certificate.open')}
      </a>
      {isValid ? (
        <>
          <a
            className="button button--secondary"
            href={`${api}/pdf`}
            download
            aria-label={t('certificate.pdfName', { title })}
          >
            {t('certificate.pdf')}
          </a>
          <a
            className="button button--secondary"
            href={`${api}/credential`}
            download
            aria-label={t('certificate.badgeName', { title })}
          >
            {t('certificate.badge')}
          </a>
          <Button
            aria-label={t('certificate.copyName', { title })}
            onClick={() => {
              copy(new URL(page, window.location.href).href).then(
                () => notify(t('certificate.copied')),
                () => notify(t('certificate.notCopied'), 'failed'),
              );
            }}
          >
            {t('certificate.copy')}
          </Button>
        </>
      ) : null}
    </div>
  );
}

/** Rejects where a browser has no clipboard for us, too: without HTTPS there is none. */
async function copy(text: string): Promise<void> {
  if (!('clipboard' in navigator)) throw new Error('no clipboard');
  await navigator.clipboard.writeText(text);
}
