import { expect, test } from 'vitest';
import { embedOf } from './video-source';

test.each([
  ['https://www.youtube.com/watch?v=abcdefghijk&t=3', 'abcdefghijk'],
  ['https://youtu.be/abcdefghijk?si=x', 'abcdefghijk'],
  ['https://www.youtube.com/shorts/abcdefghijk', 'abcdefghijk'],
  ['https://www.youtube-nocookie.com/embed/abcdefghijk', 'abcdefghijk'],
])('a video of YouTube is played without cookies: %s', (url, id) => {
  expect(embedOf(url)?.player).toBe(
    `https://www.youtube-nocookie.com/embed/${id}?autoplay=1&rel=0`,
  );
});

test.each([
  ['https://vimeo.com/12345', '12345?dnt=1&autoplay=1'],
  ['https://vimeo.com/12345/abcdef12', '12345?dnt=1&autoplay=1&h=abcdef12'],
  ['https://player.vimeo.com/video/12345?h=abc', '12345?dnt=1&autoplay=1&h=abc'],
])('a video of Vimeo is played without tracking: %s', (url, path) => {
  expect(embedOf(url)?.player).toBe(`https://player.vimeo.com/video/${path}`);
});

test.each([
  'https://a.example/watch?v=abcdefghijk',
  'https://youtube.com.a.example/watch?v=abcdefghijk',
  'https://www.youtube.com/watch?v="><script>',
  'https://vimeo.com/channels',
  '/files/talk.mp4',
  'nonsense',
])('anything else is a file: %s', (url) => {
  expect(embedOf(url)).toBeNull();
});
