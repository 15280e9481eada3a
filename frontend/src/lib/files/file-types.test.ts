import { describe, expect, test } from 'vitest';
import { accepted, typeOf } from './file-types';

function file(name: string, type = ''): File {
  return new File(['x'], name, { type });
}

describe('the type of a file', () => {
  test.each([
    ['a.csv', 'application/vnd.ms-excel', 'submission', 'text/csv'],
    ['A.MD', '', 'submission', 'text/markdown'],
    ['a.vtt', '', 'captions', 'text/vtt'],
    ['a.jpeg', 'image/jpeg', 'cover', 'image/jpeg'],
    ['picture', 'image/png', 'cover', 'image/png'],
  ] as const)('%s (%s) for a %s is %s', (name, type, purpose, expected) => {
    expect(typeOf(file(name, type), purpose)).toBe(expected);
  });

  test.each([
    ['a.html', 'text/html', 'submission'],
    ['a.svg', 'image/svg+xml', 'cover'],
    ['a.mp4', 'video/mp4', 'submission'],
    ['a', '', 'lesson'],
  ] as const)('%s (%s) is none for a %s', (name, type, purpose) => {
    expect(typeOf(file(name, type), purpose)).toBeNull();
  });

  test('a chooser is told endings in addition to types', () => {
    expect(accepted('captions')).toBe('text/vtt,.vtt');
  });
});
