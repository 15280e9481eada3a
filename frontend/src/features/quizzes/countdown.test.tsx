import { act, render } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withWords } from '@/lib/i18n/language';
import { Countdown } from './countdown';

beforeEach(async () => {
  await withWords(['practice'], Promise.resolve());
  vi.useFakeTimers();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function pass(seconds: number): void {
  act(() => {
    vi.advanceTimersByTime(seconds * 1000);
  });
}

test('the end is not announced before the time is over', () => {
  const onOver = vi.fn();
  render(<Countdown seconds={60} onOver={onOver} />);

  pass(59);
  expect(onOver).not.toHaveBeenCalled();
  pass(1);
  expect(onOver).toHaveBeenCalledOnce();
});

test('the end is announced again until the grace has passed, and once after it', () => {
  const onOver = vi.fn();
  render(<Countdown seconds={60} onOver={onOver} />);

  pass(60 + 10);
  expect(onOver.mock.calls.length).toBeGreaterThan(2);
  pass(19);
  const calls = onOver.mock.calls.length;
  expect(calls).toBeGreaterThan(7);
  pass(600);
  expect(onOver).toHaveBeenCalledTimes(calls + 1);
});

test('after a sleep that was longer than the grace it is still announced', () => {
  const onOver = vi.fn();
  render(<Countdown seconds={60} onOver={onOver} />);

  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 3_600_000);
  pass(600);

  expect(onOver).toHaveBeenCalledOnce();
});

test('nothing is announced any more when the attempt has ended', () => {
  const onOver = vi.fn();
  const { unmount } = render(<Countdown seconds={1} onOver={onOver} />);

  pass(1);
  unmount();
  pass(29);

  expect(onOver).toHaveBeenCalledOnce();
});
