import { describe, expect, test } from 'vitest';
import {
  addLesson,
  addModule,
  depth,
  moveLesson,
  moveModule,
  nest,
  remove,
  toContent,
  toDraft,
  unnest,
  whereIs,
  type Outline,
} from './outline';

const outline: Outline = toDraft([
  { id: 'a', title: 'A', lessons: [{ id: '1', title: 'One', kind: 'video' }] },
  { id: 'b', title: 'B', modules: [{ id: 'c', title: 'C' }] },
]);

/** An outline on one line: a(1) b(c()). */
function draw(modules: Outline): string {
  return modules
    .map(({ id, lessons, modules: inner }) => {
      const held = [...lessons.map((one) => one.id), draw(inner)].filter(Boolean).join(' ');
      return `${id}(${held})`;
    })
    .join(' ');
}

describe('outline', () => {
  test('modules move among their siblings and stop at the ends', () => {
    expect(draw(moveModule(outline, 'b', 'up'))).toBe('b(c()) a(1)');
    expect(draw(moveModule(outline, 'a', 'up'))).toBe('a(1) b(c())');
    expect(draw(moveModule(outline, 'c', 'down'))).toBe('a(1) b(c())');
  });

  test('lessons move through all modules in reading order', () => {
    const second = moveLesson(outline, '1', 'down');
    const third = moveLesson(second, '1', 'down');
    expect(draw(second)).toBe('a() b(1 c())');
    expect(draw(third)).toBe('a() b(c(1))');
    expect(draw(moveLesson(third, '1', 'down'))).toBe(draw(third));
    expect(draw(moveLesson(third, '1', 'up'))).toBe('a() b(1 c())');
  });

  test('a module goes into the one before it and comes out again', () => {
    const nested = nest(outline, 'b');
    expect(draw(nested)).toBe('a(1 b(c()))');
    expect(depth(nested)).toBe(3);
    expect(draw(unnest(nested, 'b'))).toBe('a(1) b(c())');
    expect(draw(nest(outline, 'a'))).toBe('a(1) b(c())');
  });

  test('what is removed takes with it what it holds', () => {
    expect(draw(remove(outline, 'b'))).toBe('a(1)');
    expect(draw(remove(outline, '1'))).toBe('a() b(c())');
  });

  test('what is added is at the end', () => {
    const more = addLesson(addModule(outline, 'D', 'd'), 'd', {
      id: '2',
      title: 'Two',
      kind: 'quiz',
    });
    expect(draw(more)).toBe('a(1) b(c()) d(2)');
  });

  test('a place is described by position and by what holds it', () => {
    expect(whereIs(outline, '1')).toEqual({ title: 'One', position: 1, of: 1, inside: 'A' });
    expect(whereIs(outline, 'b')).toEqual({ title: 'B', position: 2, of: 2, inside: '' });
    expect(whereIs(outline, 'nothing')).toBeNull();
  });

  test('what is sent has no spaces around titles', () => {
    const spaced = toDraft([{ id: 'a', title: '  A ', lessons: [] }]);
    expect(toContent(spaced)).toEqual({
      modules: [{ id: 'a', title: 'A', lessons: [], modules: [] }],
    });
  });
});
