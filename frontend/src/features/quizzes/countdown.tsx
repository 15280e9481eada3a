import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useI18n } from '@/lib/i18n/use-i18n';

const MINUTE = 60;
/** Only these are said aloud: a timer that speaks every second drowns the questions. */
const SAID_AT = [5 * MINUTE, MINUTE];

/** What was sent in time may be on its way this long: the platform accepts it until then. */
const GRACE_MS = 30_000;
const RETRY_MS = 3000;

interface CountdownProps {
  seconds: number;
  /** Called when the time is over, and again until the countdown is gone or the grace has passed. */
  onOver: () => void;
}

/** The time that is left, by the clock of the platform when the page was loaded. */
export function Countdown({ seconds, onOver }: CountdownProps): ReactElement {
  const { t } = useI18n();
  const [ending] = useState(() => performance.now() + seconds * 1000);
  const [left, setLeft] = useState(seconds);
  const [said, setSaid] = useState('');
  const over = useRef(onOver);
  useEffect(() => {
    over.current = onOver;
  });

  useEffect(() => {
    let before = Infinity;
    let callAfter = 0;
    const timer = setInterval(() => {
      const now = Math.max(Math.ceil((ending - performance.now()) / 1000), 0);
      const due = SAID_AT.find((mark) => now <= mark && before > mark && now > 0);
      if (due !== undefined && before !== Infinity) {
        setSaid(t('quiz.minutesLeft', { count: due / MINUTE }));
      }
      before = now;
      setLeft(now);
      const late = performance.now() - ending;
      if (late < callAfter) return;
      callAfter = late + RETRY_MS;
      // The last call comes too late to end anything, and learns what counts.
      if (late >= GRACE_MS) clearInterval(timer);
      over.current();
    }, 500);
    return () => clearInterval(timer);
  }, [ending, t]);

  const minutes = Math.floor(left / MINUTE);
  const shown = `${minutes}:${String(left % MINUTE).padStart(2, '0')}`;
  return (
    <p className={left <= MINUTE ? 'countdown countdown--short' : 'countdown'}>
      <span role="timer" aria-live="off">
        {t('quiz.timeLeft', { time: shown })}
      </span>
      <span className="visually-hidden" role="status">
        {said}
      </span>
    </p>
  );
}
