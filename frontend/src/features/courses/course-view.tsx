import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { Link } from 'wouter';
import { Badge } from '@/components/badge';
import { Cover } from '@/components/cover';
import { useTitle } from '@/components/page-head';
import { EmptyState, FailedState, Skeleton } from '@/components/states';
import { requestPath } from '@/lib/api/path';
import { useI18n } from '@/lib/i18n/use-i18n';
import { getCourse, type Course } from './api/get-course';
import { getStanding, seatsLeft } from './api/get-standing';
import { countLessons, countMinutes } from './outline-list';

interface CourseViewProps {
  slug: string;
  /** What the reader can do with the course: enroll, or edit it. */
  actions: (course: Course) => ReactNode;
  /** The outline of a course that has one, with what the reader has learned of it. */
  outline: (course: Course) => ReactNode;
}

export function CourseView({ slug, actions, outline }: CourseViewProps): ReactElement {
  const { t } = useI18n();
  const query = useQuery(getCourse(slug));
  useTitle(query.data?.title);

  if (query.isError && !query.data) {
    return <FailedState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Skeleton lines={8} />;

  const course = query.data;
  return (
    <article className="course">
      <header className="course__head">
        <nav className="breadcrumb" aria-label={t('breadcrumb')}>
          <ol>
            <li>
              <Link href="/courses">{t('nav.courses')}</Link>
            </li>
            <li>
              <Link href={requestPath('/courses', { category: course.category })}>
                {course.category}
              </Link>
            </li>
          </ol>
        </nav>
        {course.status === 'published' ? null : (
          <Badge kind="warn">{t(`status.${course.status}`)}</Badge>
        )}
        <h1 className="course__title" dir="auto" lang={course.language}>
          {course.title}
        </h1>
        <div className="course__description prose" dir="auto" lang={course.language}>
          {paragraphs(course.description).map((paragraph, index) => (
            <p key={index}>{paragraph}</p>
          ))}
        </div>
        {course.tags.length > 0 ? (
          <ul className="course__tags" aria-label={t('filters.tag')}>
            {course.tags.map((tag) => (
              <li key={tag}>
                <Link className="chip" href={requestPath('/courses', { tag })}>
                  {tag}
                </Link>
              </li>
            ))}
          </ul>
        ) : null}
      </header>
      <aside className="course__side" aria-label={t('course.about')}>
        <Cover course={course} sizes="(min-width: 60rem) 20rem, 100vw" />
        <div className="course__card">
          <CourseFacts course={course} />
          <div className="course__actions">{actions(course)}</div>
        </div>
      </aside>
      <section className="course__outline">
        <h2 className="section__title">{t('course.outline')}</h2>
        {course.outline.modules?.length ? (
          outline(course)
        ) : (
          <EmptyState icon="article" title={t('course.noOutline')} />
        )}
      </section>
    </article>
  );
}

function CourseFacts({ course }: { course: Course }): ReactElement {
  const { t, tOr, price, duration, number } = useI18n();
  const client = useQueryClient();
  const standing = useQuery({
    ...getStanding(client, course.id),
    enabled: course.status === 'published',
  }).data;
  const instructor = standing?.instructor.name ?? null;
  const left = seatsLeft(course, standing);
  const whole = { lessons: [], modules: course.outline.modules ?? [] };
  return (
    <>
      <p className="course__price">{price(course.price)}</p>
      <dl className="facts">
        {instructor === null ? null : (
          <div>
            <dt>{t('role.instructor')}</dt>
            <dd dir="auto">{instructor}</dd>
          </div>
        )}
        <div>
          <dt>{t('filters.level')}</dt>
          <dd>{t(`level.${course.level}`)}</dd>
        </div>
        <div>
          <dt>{t('course.content')}</dt>
          <dd>{t('course.lessons', { count: countLessons(whole) })}</dd>
        </div>
        <div>
          <dt>{t('course.time')}</dt>
          <dd>{duration(countMinutes(whole))}</dd>
        </div>
        <div>
          <dt>{t('filters.language')}</dt>
          <dd>{tOr(`language.${course.language}`, course.language)}</dd>
        </div>
        <div>
          <dt>{t('course.seats')}</dt>
          <dd>
            {course.capacity === null
              ? t('course.unlimited')
              : typeof left === 'number'
                ? t('course.seatsLeft', { count: left })
                : number(course.capacity)}
          </dd>
        </div>
      </dl>
    </>
  );
}

function paragraphs(text: string): string[] {
  return text
    .split(/\n{2,}/)
    .map((one) => one.trim())
    .filter(Boolean);
}
