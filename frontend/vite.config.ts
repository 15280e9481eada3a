import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Manifest, type Plugin } from 'vite';

const platform = process.env['PLATFORM_URL'] ?? 'http://127.0.0.1:8080';

/** What the platform's own server sends too; no inline script or style gets past it. */
const policy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Names what a page that was rendered elsewhere has to link: dist/page-manifest.json. */
function pageManifest(): Plugin {
  let folder = '';
  return {
    name: 'page-manifest',
    apply: 'build',
    configResolved(config) {
      folder = `${config.root}/${config.build.outDir}`;
    },
    async closeBundle() {
      const manifest = JSON.parse(
        await readFile(`${folder}/.vite/manifest.json`, 'utf8'),
      ) as Manifest;
      const seen = new Set<string>();
      const css = new Set<string>();
      const visit = (key: string): void => {
        const chunk = manifest[key];
        if (chunk === undefined || seen.has(chunk.file)) return;
        chunk.imports?.forEach(visit);
        chunk.css?.forEach((file) => css.add(`/${file}`));
        seen.add(chunk.file);
      };
      visit('index.html');
      const files = [...seen].map((file) => `/${file}`);
      await writeFile(
        `${folder}/page-manifest.json`,
        `${JSON.stringify({ css: [...css], js: files.slice(-1), preload: files.slice(0, -1) }, null, 2)}\n`,
      );
    },
  };
}

/** Tells the service worker which files make up this build. */
function precache(): Plugin {
  return {
    name: 'precache',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const files = Object.keys(bundle)
        .filter((name) => name.startsWith('assets/'))
        .map((name) => `/${name}`)
        .sort();
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === 'chunk' && chunk.name === 'sw') {
          chunk.code = chunk.code.replace('__BUILD_FILES__', JSON.stringify(files));
        }
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), pageManifest(), precache()],
  resolve: { alias: { '@': fileURLToPath(new URL('src', import.meta.url)) } },
  server: { proxy: { '/api': platform } },
  preview: { proxy: { '/api': platform }, headers: { 'Content-Security-Policy': policy } },
  build: {
    target: 'es2022',
    manifest: true,
    // A data: address would need an exception in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { main: 'index.html', sw: 'pwa/sw.ts' },
      output: {
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
        codeSplitting: {
          groups: [
            { name: 'vendor', test: /node_modules/ },
            // Few files rather than one for each set of pages that shares something: what a request
            // adds to a small file is more than the file.
            { name: 'first', test: /\/src\/(?!main)/, tags: ['$initial'] },
            {
              name: 'lesson',
              test: /\/src\/(features\/lessons\/api|components\/lesson-text|lib\/files\/file-size)/,
            },
            { name: 'form', test: /\/src\/components\/(check-field|field|form|self-check)\.ts/ },
          ],
        },
      },
    },
  },
});
