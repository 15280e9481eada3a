import { expect, test } from 'vitest';

// What every file says and imports is read from the sources: no test opens all that a page can show.
const sources = import.meta.glob<string>(
  ['/src/**/*.{ts,tsx}', '!/src/**/*.test.{ts,tsx}', '!/src/testing/**'],
  { query: '?raw', import: 'default', eager: true },
);
const english = import.meta.glob<Record<string, unknown>>('/src/lib/i18n/locales/en/*.json', {
  import: 'default',
  eager: true,
});
const partOf = new Map(
  Object.entries(english).flatMap(([file, messages]) =>
    Object.keys(messages).map((key) => [key, file.replace(/^.*\/(\w+)\.json$/, '$1')]),
  ),
);

/** A file that is loaded by itself, all that it imports, and the parts that come with it. */
interface Entry {
  root: string;
  files: ReadonlySet<string>;
  parts: readonly string[];
  /** What had to be loaded before, such as the page of a panel. */
  before: readonly string[];
}

const STATIC = /\b(?:import|export)\s+(?!type\b)(?:[^'"`;]*?\sfrom\s+)?'([^']+)'/g;
// With the list of its words before it, as in `withWords(['practice'], import('./quiz'))`.
const DYNAMIC = /(?:\[([^\]]*)\],\s*(?:async \(\) =>\s*)?\(?(?:await )?)?\bimport\('([^']+)'\)/g;

function resolved(from: string, name: string): string[] {
  const { pathname } = new URL(name.replace(/^@\//, '/src/'), `file://${from}`);
  return [`${pathname}.ts`, `${pathname}.tsx`].filter((one) => one in sources);
}

function entries(root: string, parts: readonly string[], before: readonly string[]): Entry[] {
  const files = new Set([root]);
  const later: Entry[] = [];
  for (const file of files) {
    const text = sources[file] ?? '';
    for (const [, name = ''] of text.matchAll(STATIC)) {
      resolved(file, name).forEach((one) => files.add(one));
    }
    for (const [, list, name = ''] of text.matchAll(DYNAMIC)) {
      const own = [...(list ?? '').matchAll(/'(\w+)'/g)].map((match) => match[1] ?? '');
      for (const one of resolved(file, name))
        later.push(...entries(one, own, [...before, ...parts]));
    }
  }
  return [{ root, files, parts, before }, ...later];
}

/** The keys that a file names; all that fit where a part of the key is a value: `kind.${kind}`. */
function said(file: string): string[] {
  const text = sources[file] ?? '';
  const whole = [...text.matchAll(/'([\w.-]+)'/g)].map((match) => match[1] ?? '');
  const patterns = [...text.matchAll(/`(\w+\.(?:[\w.-]|\$\{[^}]*\})+)`/g)].map((match) => {
    const literals = (match[1] ?? '').split(/\$\{[^}]*\}/);
    return new RegExp(`^${literals.join('[\\w.-]+').replace(/(?<=\w)\./g, '\\.')}$`);
  });
  return [
    ...whole.filter((key) => partOf.has(key)),
    ...[...partOf.keys()].filter((key) => patterns.some((pattern) => pattern.test(key))),
  ];
}

const all = entries('/src/main.tsx', [], ['common']);
const speakers = new Map<string, Entry[]>();
for (const entry of all) {
  for (const key of new Set([...entry.files].flatMap(said))) {
    speakers.set(key, [...(speakers.get(key) ?? []), entry]);
  }
}

test('every page is found', () => {
  const pages = Object.keys(sources).filter((file) => /^\/src\/app\/pages\/.*-page/.test(file));
  const found = all.flatMap((entry) => [...entry.files]);
  expect(pages.filter((page) => !found.includes(page))).toEqual([]);
  expect(pages.length).toBeGreaterThan(25);
});

test('the words of a page are loaded with it', () => {
  const missing = [...speakers].flatMap(([key, those]) =>
    those
      .filter(({ parts, before }) => ![...before, ...parts].includes(partOf.get(key) ?? ''))
      .map(({ root }) => `${root} says ${key}, which is in ${partOf.get(key) ?? ''}.json`),
  );
  expect(missing).toEqual([]);
});

test('a page loads no words that it does not say', () => {
  const idle = all.flatMap((entry) => {
    const keys = [...speakers].filter(([, those]) => those.includes(entry)).map(([key]) => key);
    return entry.parts
      .filter((part) => !keys.some((key) => partOf.get(key) === part))
      .map((part) => `${entry.root} loads ${part}.json`);
  });
  expect(idle).toEqual([]);
});

test('every word is said', () => {
  const silent = [...partOf].filter(([key, part]) => part !== 'server' && !speakers.has(key));
  expect(silent).toEqual([]);
});

test('the first view loads only what it says, and what pages for different people say', () => {
  const elsewhere = [...partOf].filter(([key, part]) => {
    if (part !== 'common') return false;
    const audiences = speakers.get(key)?.map(({ parts, before }) => parts[0] ?? before[0]) ?? [];
    return !audiences.includes('common') && new Set(audiences).size < 2;
  });
  expect(elsewhere).toEqual([]);
});
