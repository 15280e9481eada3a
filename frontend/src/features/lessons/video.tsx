import { useEffect, useRef, useState, type ReactElement } from 'react';
import { Button } from '@/components/button';
import { Icon } from '@/components/icon';
import { useI18n } from '@/lib/i18n/use-i18n';
import type { Lesson } from './api/get-lesson';
import { recordProgress, useFinishLesson } from './api/record-progress';
import { embedOf, type Embed } from './video-source';

const SAVE_MS = 15_000;
const FINISHED = 0.9;
/** Whoever stopped in the first or the last seconds begins again. */
const EDGE_SECONDS = 5;

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
      <video
        ref={video}
        className="video__file"
        src={address}
        controls
        playsInline
        // Another host learns of the reader when the video is played, not when the page is opened.
        preload={isElsewhere ? 'none' : 'metadata'}
        aria-label={t('video.title', { title: lesson.title })}
      >
        {(lesson.captions ?? []).map((one, index) => (
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

/** Goes on where the learner stopped, keeps where they are, and finishes the lesson near the end. */
function useKeptPosition(video: React.RefObject<HTMLVideoElement | null>, lesson: Lesson): void {
  const { mutate: finish } = useFinishLesson();
  const latest = useRef(lesson);
  latest.current = lesson;
  const isRecorded = lesson.standing === 'enrolled';
  const { id } = lesson;
  useEffect(() => {
    const element = video.current;
    if (element === null || !isRecorded) return;
    const player = element;
    const begun = latest.current;
    let saved = begun.position_seconds ?? 0;
    let savedAt = Date.now();
    let isFinished = begun.completed_at !== null;

    function resume(): void {
      const isInside = saved > EDGE_SECONDS && saved < player.duration - EDGE_SECONDS;
      if (isInside && player.currentTime < 1) player.currentTime = saved;
    }
    function save(): void {
      const now = Math.floor(player.currentTime);
      if (now === saved || player.readyState === 0) return;
      saved = now;
      savedAt = Date.now();
      recordProgress(begun, { position_seconds: now }).catch(() => {
        // The next save has a newer position.
        saved = -1;
      });
    }
    function advance(): void {
      if (!isFinished && player.currentTime >= player.duration * FINISHED) {
        isFinished = true;
        finish(begun);
      }
      if (Date.now() - savedAt >= SAVE_MS) save();
    }
    function leave(): void {
      if (document.visibilityState === 'hidden') save();
    }
    if (player.readyState > 0) resume();
    player.addEventListener('loadedmetadata', resume);
    player.addEventListener('timeupdate', advance);
    player.addEventListener('pause', save);
    document.addEventListener('visibilitychange', leave);
    window.addEventListener('pagehide', save);
    return () => {
      save();
      player.removeEventListener('loadedmetadata', resume);
      player.removeEventListener('timeupdate', advance);
      player.removeEventListener('pause', save);
      document.removeEventListener('visibilitychange', leave);
      window.removeEventListener('pagehide', save);
    };
  }, [video, id, isRecorded, finish]);
}
