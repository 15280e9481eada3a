/**
 * Writes src/lib/api/schema.d.ts from the platform's OpenAPI document. With --check it only
 * compares and fails when the two differ; with --print the types go to standard output, from where
 * `nox -s generate` takes them.
 */
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const document = new URL('../../docs/api/openapi.json', import.meta.url);
const output = new URL('../src/lib/api/schema.d.ts', import.meta.url);

const types = await openapiTS(document, { alphabetize: true, defaultNonNullable: false });
const text = `// Made by "nox -s generate" from docs/api/openapi.json. Do not edit.\n\n${astToString(types)}`;

if (process.argv.includes('--print')) {
  process.stdout.write(text);
} else if (process.argv.includes('--check')) {
  const committed = await readFile(output, 'utf8').catch(() => '');
  if (committed !== text) {
    console.error('src/lib/api/schema.d.ts is out of date: run "nox -s generate".');
    process.exitCode = 1;
  } else {
    console.log('src/lib/api/schema.d.ts is up to date.');
  }
} else {
  await writeFile(output, text);
}
