import { describe, expect, test } from 'vitest';
import { nextPath } from './next-path';

const search = (next: string): string => `next=${encodeURIComponent(next)}`;

// The URL standard (https://url.spec.whatwg.org/) says what a path is: "special" URLs take a
// backslash for a slash, and tabs and line breaks are removed before anything is read.
describe('where to go after signing in', () => {
  test.each([
    ['/inbox?page=1', '/inbox?page=1'],
    ['/courses/go', '/courses/go'],
    ['/', '/'],
    ['/a/../inbox', '/inbox'],
    ['/courses?q=a//b', '/courses?q=a//b'],
    ['/100%', '/100%'],
  ])('a path of this site: %j', (next, expected) => {
    expect(nextPath(search(next))).toBe(expected);
  });

  test.each([
    '//',
    '///',
    '//evil.test',
    '/\\',
    '/\\evil.test',
    '\\\\evil.test',
    '/\t/evil.test',
    '/\n/evil.test',
    '/\r\\evil.test',
    '\t//evil.test',
    '\u0000//evil.test',
    '/.//evil.test',
    '/..//evil.test',
    '/a/..//evil.test',
    '/%2e//evil.test',
    '/%2f',
    '/%2Fevil.test',
    '/%5cevil.test',
    '//[',
    '//a b',
    '//user@',
    '//:80',
    'https://evil.test/',
    'https:/evil.test',
    'http:',
    'javascript:alert(1)',
    'data:text/html,hi',
    'inbox',
    '',
    '/login',
    '/login?next=/login',
    '/register',
  ])('nowhere else: %j', (next) => {
    expect(nextPath(search(next))).toBeNull();
  });

  test('without one there is none', () => {
    expect(nextPath('')).toBeNull();
    expect(nextPath('page=1')).toBeNull();
  });
});
