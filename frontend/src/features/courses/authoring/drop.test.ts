import { describe, expect, test } from 'vitest';
import { drop } from './drop';
import { toDraft, type Outline } from './outline';

const outline = toDraft([
  {
    id: 'a',
    title: 'A',
    lessons: [
      { id: '1', title: 'One', kind: 'article' },
      { id: '2', title: 'Two', kind: 'article' },
    ],
  },
  { id: 'b', title: 'B', lessons: [], modules: [{ id: 'c', title: 'C', lessons: [] }] },
]);

function draw(modules: Outline): string {
  return modules
    .map(({ id, lessons, modules: inner }) => {
      const held = [...lessons.map((one) => one.id), draw(inner)].filter(Boolean).join(' ');
      return `${id}(${held})`;
    })
    .join(' ');
}

describe('drop', () => {
  test.each([
    ['1', '2', 'after', 'a(2 1) b(c())'],
    ['2', '1', 'before', 'a(2 1) b(c())'],
    ['1', 'c', 'after', 'a(2) b(c(1))'],
    ['2', 'a', 'before', 'a(2 1) b(c())'],
    ['b', 'a', 'before', 'b(c()) a(1 2)'],
    ['c', 'a', 'after', 'a(1 2) c() b()'],
    ['a', 'c', 'before', 'b(a(1 2) c())'],
  ] as const)('%s dropped at %s, %s', (id, target, side, expected) => {
    expect(draw(drop(outline, id, target, side))).toBe(expected);
  });

  test('nothing is dropped into itself, and no module among lessons', () => {
    expect(drop(outline, 'a', 'a', 'after')).toBe(outline);
    expect(drop(outline, 'b', 'c', 'after')).toBe(outline);
    expect(drop(outline, 'b', '1', 'after')).toBe(outline);
    expect(drop(outline, 'x', '1', 'after')).toBe(outline);
  });

  test('no module goes deeper than the platform accepts', () => {
    const deep = toDraft([
      { id: 'x', title: 'X', modules: [{ id: 'y', title: 'Y' }] },
      {
        id: '1',
        title: '1',
        modules: [
          {
            id: '2',
            title: '2',
            modules: [
              {
                id: '3',
                title: '3',
                modules: [{ id: '4', title: '4', modules: [{ id: '5', title: '5' }] }],
              },
            ],
          },
        ],
      },
    ]);
    expect(drop(deep, 'x', '5', 'after')).toBe(deep);
    expect(drop(deep, 'y', '5', 'after')).not.toBe(deep);
  });
});
