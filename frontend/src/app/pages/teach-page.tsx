import type { ReactElement } from 'react';
import { ButtonLink } from '@/components/button';
import { PageHead } from '@/components/page-head';
import { OwnCourses } from '@/features/courses/authoring/own-courses';
import { useI18n } from '@/lib/i18n/use-i18n';

export function TeachPage(): ReactElement {
  const { t } = useI18n();
  return (
    <>
      <PageHead title={t('teach.title')} lead={t('teach.lead')}>
        <ButtonLink href="/files">{t('files.title')}</ButtonLink>
        <ButtonLink href="/announcements">{t('announce.plural')}</ButtonLink>
        <ButtonLink href="/teach/new" look="primary">
          {t('teach.create')}
        </ButtonLink>
      </PageHead>
      <OwnCourses />
    </>
  );
}
