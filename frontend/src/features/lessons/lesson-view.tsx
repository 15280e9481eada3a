import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { Badge } from '@/components/badge';
import { Button } from '@/components/button';
import { Icon } from '@/components/icon';
import { LessonText } from '@/components/lesson-text';
import { useTitle } from '@/components/page-head';
import { explain } from '@/components/problem-note';
import { notify } from '@/components/toast';
import { useI18n } from '@/lib/i18n/use-i18n';
import { getLesson, type Lesson } from './api/get-lesson';
import { useFinishLesson } from './api/record-progress';
import { Download } from './download';
import { Video } from './video';

interface LessonViewProps {
  lesson: Lesson;
  language: string | undefined;
  /** What a quiz or an exercise adds to its instructions. */
  children?: ReactNode;
}

export function lessonPath(slug: string, id: string): string {
  return `/courses/${encodeURIComponent(slug)}/lessons/${encodeURIComponent(id)}`;
}

/** One lesson: what it says, shows or gives, and the way on. */
export function LessonView({ lesson, language, children }: LessonViewProps): ReactElement {
  const { t, duration } = useI18n();
  useTitle(`${lesson.title} · ${lesson.course_title}`);
  useLessonKeys(lesson);
  const heading = useFocusOnArrival(lesson.id);
  const isEmpty = lesson.html === '' && lesson.url === null && !lesson.file && !children;
  return (
    <article className="lesson-view">
      <header className="lesson-view__head">
        <h1 className="lesson-view__title" ref={heading} tabIndex={-1} dir="auto" lang={language}>
          {lesson.title}
        </h1>
        <p className="lesson-view__facts">
          <Icon name={lesson.kind} /> {t(`kind.${lesson.kind}`)}
          {lesson.duration_minutes > 0 ? <span>{duration(lesson.duration_minutes)}</span> : null}
          {lesson.is_preview ? <Badge kind="good">{t('lesson.preview')}</Badge> : null}
          {lesson.completed_at ? (
            <span className="enrolled">
              <Icon name="check" /> {t('progress.completed')}
            </span>
          ) : null}
        </p>
        <Notes lesson={lesson} />
      </header>
      {lesson.kind === 'video' ? <Video lesson={lesson} /> : null}
      {lesson.kind === 'file' ? <Download lesson={lesson} /> : null}
      {isEmpty ? <p className="muted">{t('lesson.empty')}</p> : null}
      {lesson.html === '' ? null : <LessonText html={lesson.html} language={language} />}
      {children}
      <Onward lesson={lesson} />
    </article>
  );
}

function Notes({ lesson }: { lesson: Lesson }): ReactElement | null {
  const { t } = useI18n();
  if (lesson.isKept) {
    return (
      <p className="lesson-view__note" role="status">
        <Icon name="offline" /> {t('lesson.kept')}
      </p>
    );
  }
  if (lesson.standing === 'enrolled') return null;
  return (
    <p className="lesson-view__note">
      {t(lesson.standing === 'author' ? 'lesson.asAuthor' : 'lesson.asPreview')}{' '}
      {lesson.standing === 'preview' ? (
        <Link href={`/courses/${lesson.course_slug}`}>{t('lesson.toCourse')}</Link>
      ) : null}
    </p>
  );
}

/** Finish the lesson, and the ways to its neighbors. */
function Onward({ lesson }: { lesson: Lesson }): ReactElement {
  const i18n = useI18n();
  const { t } = i18n;
  const [, navigate] = useLocation();
  const finish = useFinishLesson();
  const { next, course_slug: slug } = lesson;
  const mayFinish = lesson.standing === 'enrolled' && !lesson.completed_at && !lesson.is_graded;
  return (
    <footer className="lesson-view__foot">
      {mayFinish ? (
        <Button
          look="primary"
          disabled={finish.isPending}
          onClick={() => {
            finish.mutateAsync(lesson).then(
              () => {
                if (next !== null) navigate(lessonPath(slug, next.id));
              },
              (error: unknown) => notify(explain(error, i18n), 'failed'),
            );
          }}
        >
          {t(next === null ? 'lesson.finish' : 'lesson.finishAndGoOn')}
        </Button>
      ) : null}
      <nav className="lesson-nav" aria-label={t('lesson.neighbors')}>
        <NeighborLink slug={slug} lesson={lesson.previous} way="previous" />
        <NeighborLink slug={slug} lesson={next} way="next" />
      </nav>
      <p className="lesson-view__keys muted">{t('lesson.keys')}</p>
    </footer>
  );
}

interface NeighborLinkProps {
  slug: string;
  lesson: Lesson['next'];
  way: 'previous' | 'next';
}

function NeighborLink({ slug, lesson, way }: NeighborLinkProps): ReactElement | null {
  const { t } = useI18n();
  const client = useQueryClient();
  if (lesson === null) return null;
  // People who point at a link are likely to follow it; nobody else pays for a lesson in advance.
  const prefetch = (): void => {
    client.query(getLesson(slug, lesson.id)).catch(() => {
      // A person who follows the link is told then.
    });
  };
  return (
    <Link
      className={`lesson-nav__link lesson-nav__link--${way}`}
      href={lessonPath(slug, lesson.id)}
      aria-keyshortcuts={way === 'next' ? 'Alt+N' : 'Alt+P'}
      onPointerEnter={prefetch}
      onFocus={prefetch}
    >
      <span className="muted">{t(`lesson.${way}`)}</span>
      <span dir="auto">{lesson.title}</span>
    </Link>
  );
}

/** Alt+N and Alt+P: with a second key, so that nobody leaves a lesson by speech input. */
function useLessonKeys(lesson: Lesson): void {
  const [, navigate] = useLocation();
  useEffect(() => {
    function press(event: KeyboardEvent): void {
      if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const to =
        event.code === 'KeyN' ? lesson.next : event.code === 'KeyP' ? lesson.previous : null;
      if (to === null) return;
      event.preventDefault();
      navigate(lessonPath(lesson.course_slug, to.id));
    }
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [lesson, navigate]);
}

/** Moves the focus from the page to the heading of the lesson that has arrived. */
function useFocusOnArrival(lessonId: string): React.RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // After the app has put it on the page: the focus moves only for people who followed a link.
    queueMicrotask(() => {
      if (document.activeElement?.id === 'main') heading.current?.focus({ preventScroll: true });
    });
  }, [lessonId]);
  return heading;
}
