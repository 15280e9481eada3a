import { expect, test } from 'vitest';
import { requestPath } from './path';

test('names are in order, lists repeat, what is empty is left out', () => {
  expect(requestPath('/api/courses', { q: 'a b', tag: ['x', 'y'], level: '', limit: 24 })).toBe(
    '/api/courses?limit=24&q=a%20b&tag=x&tag=y',
  );
  expect(requestPath('/api/courses', { q: undefined })).toBe('/api/courses');
});
