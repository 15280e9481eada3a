import { describe, expect, test } from 'vitest';
import { coverLook, coverLooks } from './cover-looks';

const BEFORE = 8;

/** Mulberry32: the same lists in every run. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Lists in which many courses look alike by themselves. */
function lists(count: number) {
  const below = chance(92);
  return Array.from({ length: count }, () => {
    const categories = 1 + below(12);
    const slugs = 1 + below(40);
    return Array.from({ length: below(60) }, () => ({
      category: `Category ${below(categories)}`,
      slug: `course-${below(slugs)}`,
    }));
  });
}

describe('the looks of covers', () => {
  test('no two of nine in a row look alike, whatever the list', () => {
    const repeated = lists(3000).filter((list) => {
      const looks = coverLooks(list).map(({ hue, form }) => `${hue} ${form}`);
      return looks.some((look, at) => looks.slice(Math.max(0, at - BEFORE), at).includes(look));
    });
    expect(repeated).toEqual([]);
  });

  test('a course keeps its color, and its pattern unless a card near it has that one', () => {
    const wrong = lists(300).filter((list) => {
      const looks = coverLooks(list);
      return list.some((course, at) => {
        const own = coverLook(course);
        const near = looks.slice(Math.max(0, at - BEFORE), at);
        const isTaken = near.some((one) => one.hue === own.hue && one.form === own.form);
        return looks[at]?.hue !== own.hue || (looks[at].form === own.form) === isTaken;
      });
    });
    expect(wrong).toEqual([]);
  });

  // The same list is in libs/lms_pages/tests/test_covers.py.
  test('a page has the same looks before the app runs', () => {
    const courses = [
      { category: 'Data', slug: 'practical-sql' },
      { category: 'Data', slug: 'practical-sql' },
      { category: 'data', slug: 'sql-practical' },
      { category: 'Café', slug: 'über-bread' },
      { category: 'علوم', slug: 'حساب' },
      { category: 'Data', slug: 'statistics' },
    ];
    const looks = coverLooks(courses).map(({ hue, form }) => [hue, form]);
    expect(looks).toEqual([
      [2, 8],
      [2, 9],
      [2, 10],
      [6, 3],
      [5, 3],
      [2, 7],
    ]);
  });
});
