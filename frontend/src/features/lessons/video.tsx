import { useEffect, useRef, useState, type ReactElement } from 'react';
import { Button } from '@/components/button';
import { Icon } from '@/components/icon';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Lesson } from './api/get-lesson';
import { useFinishLesson } from './api/record-progress';
import { keepPosition } from './keep-position';
import { embedOf, type Embed } from './video-source';

/** The video of a lesson: a file that the browser plays, or the player of another host. */
export function Video({ lesson }: { lesson: Lesson }): ReactElement | null {
  const address = lesson.file?.url ?? lesson.url;
  if (!address) return null;
  const embed = embedOf(address);
  return embed === null ? (
    <VideoFile key={lesson.id} lesson={lesson} address={address} />
  ) : (
    <EmbeddedVideo key={lesson.id} title={lesson.title} embed={embed} />
  );
}

/** Nothing is loaded from another host before the reader knows which one, and agrees. */
function EmbeddedVideo({ title, embed }: { title: string; embed: Embed }): ReactElement {
  const { t } = useI18n();
  const [isPlaying, setPlaying] = useState(false);
  if (isPlaying) {
    return (
      <iframe
        className="video__frame"
        src={embed.player}
        title={t('video.title', { title })}
        allow="autoplay; fullscreen; picture-in-picture; encrypted-media"
        sandbox="allow-scripts allow-same-origin allow-presentation allow-popups"
        referrerPolicy="strict-origin-when-cross-origin"
      />
    );
  }
  return (
    <div className="video__consent">
      <Icon name="video" />
      <p>{t('video.learns', { host: embed.host })}</p>
      <Button look="primary" onClick={() => setPlaying(true)}>
        {t('video.play', { host: embed.host })}
      </Button>
    </div>
  );
}

interface VideoFileProps {
  lesson: Lesson;
  address: string;
}

function VideoFile({ lesson, address }: VideoFileProps): ReactElement {
  const { t } = useI18n();
  const video = useRef<HTMLVideoElement>(null);
  useKeptPosition(video, lesson);
  const { host } = new URL(address, location.href);
  const isElsewhere = host !== location.host && !lesson.file;
  return (
    <figure className="video">
      {/* eslint-disable-next-line jsx-a11y/media-has-caption -- the author's captions, if any */}
      <video
        ref={video}
        className="video__file"
        src={address}
        // A track is loaded as its video is: in a cluster both are in a bucket of another origin,
        // which allows this site. Other hosts need not.
        {...(lesson.file ? { crossOrigin: 'anonymous' as const } : {})}
        controls
        playsInline
        // Another host learns of the reader when the video is played, not when the page is opened.
        preload={isElsewhere ? 'none' : 'metadata'}
        aria-label={t('video.title', { title: lesson.title })}
      >
        {lesson.captions.map((one, index) => (
          <track
            key={one.language}
            kind="captions"
            srcLang={one.language}
            label={one.language}
            src={one.url}
            default={index === 0}
          />
        ))}
      </video>
      {isElsewhere ? (
        <figcaption className="muted">{t('video.elsewhere', { host })}</figcaption>
      ) : null}
    </figure>
  );
}

/** Watches a video of somebody who is enrolled. */
function useKeptPosition(video: React.RefObject<HTMLVideoElement | null>, lesson: Lesson): void {
  const { mutate: finish } = useFinishLesson();
  // As it was when the video was opened: what is recorded meanwhile does not begin it again.
  const [opened] = useState(lesson);
  useEffect(() => {
    const player = video.current;
    if (player === null || opened.standing !== 'enrolled') return;
    return keepPosition(player, opened, () => finish(opened));
  }, [video, opened, finish]);
}
