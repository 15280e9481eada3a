/**
 * Measures what a browser loads before the first view: the entry, what it imports and the styles.
 * Fails when the scripts are more than the budget, or when one of them holds what is imported later.
 */
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

const BUDGET_BYTES = 120_000;
const dist = new URL('../dist/', import.meta.url);

/** @param {string} file */
async function compressed(file) {
  const bytes = gzipSync(await readFile(new URL(`.${file}`, dist)), { level: 6 }).length;
  console.log(`${String(bytes).padStart(8)}  ${file}`);
  return bytes;
}

/** @param {string[]} files */
async function total(files) {
  let sum = 0;
  for (const file of files) sum += await compressed(file);
  return sum;
}

const { css, js, preload } = JSON.parse(
  await readFile(new URL('page-manifest.json', dist), 'utf8'),
);
await total(css);
const first = [...preload, ...js];
const scripts = await total(first);
console.log(`${String(scripts).padStart(8)}  scripts of the first view, of ${BUDGET_BYTES}`);
if (scripts > BUDGET_BYTES) process.exitCode = 1;

const chunks = JSON.parse(await readFile(new URL('.vite/manifest.json', dist), 'utf8'));
for (const { file, dynamicImports = [] } of Object.values(chunks)) {
  for (const later of dynamicImports.map((key) => chunks[key].file)) {
    if (!first.includes(`/${later}`)) continue;
    console.error(`${file} imports ${later} later, but that is a script of the first view`);
    process.exitCode = 1;
  }
}
