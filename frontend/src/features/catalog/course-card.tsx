import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { Cover } from '@/components/cover';
import { coverLooks, type Look } from '@/lib/cover-looks';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { CatalogItem } from './api/list-courses';

// As many as the first row has on a wide screen.
const FIRST_ROW = 3;
// One column of a phone, else what `.course-grid` gives a card at most.
const SIZES = '(max-width: 44rem) 100vw, 26rem';

interface CourseCardProps {
  course: CatalogItem;
  look: Look | undefined;
  /** Below the first row. */
  isLazy: boolean;
}

export function CourseCard({ course, look, isLazy }: CourseCardProps): ReactElement {
  const { t, price, duration } = useI18n();
  const left = course.capacity === null ? null : Math.max(course.capacity - course.enrolled, 0);
  return (
    <article className="course-card">
      <Cover course={course} look={look} sizes={SIZES} isLazy={isLazy} />
      <div className="course-card__body">
        <p className="course-card__eyebrow">
          {course.category} · {t(`level.${course.level}`)}
        </p>
        <h3 className="course-card__title" dir="auto" lang={course.language}>
          <Link href={`/courses/${course.slug}`}>{course.title}</Link>
        </h3>
        <p className="course-card__summary" dir="auto" lang={course.language}>
          {course.summary}
        </p>
        <ul className="course-card__facts">
          {course.instructor.name === null ? null : <li dir="auto">{course.instructor.name}</li>}
          <li>{t('course.lessons', { count: course.lessons })}</li>
          <li>{duration(course.duration_minutes)}</li>
        </ul>
        <p className="course-card__foot">
          <span className="course-card__price">{price(course.price)}</span>
          {left === null ? null : (
            <span
              className={
                left === 0 ? 'course-card__seats course-card__seats--none' : 'course-card__seats'
              }
            >
              {t('course.seatsLeft', { count: left })}
            </span>
          )}
        </p>
      </div>
    </article>
  );
}

export function CourseGrid({ courses }: { courses: readonly CatalogItem[] }): ReactElement {
  const looks = coverLooks(courses);
  return (
    <ul className="course-grid">
      {courses.map((course, index) => (
        <li key={course.id}>
          <CourseCard course={course} look={looks[index]} isLazy={index >= FIRST_ROW} />
        </li>
      ))}
    </ul>
  );
}
