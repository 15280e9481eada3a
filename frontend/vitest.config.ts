import { defineConfig, mergeConfig } from 'vitest/config';
import vite from './vite.config';

export default mergeConfig(
  vite,
  defineConfig({
    test: {
      environment: 'jsdom',
      environmentOptions: { jsdom: { url: 'http://learning.test/' } },
      setupFiles: ['src/testing/setup.ts'],
      include: ['{src,pwa}/**/*.test.{ts,tsx}'],
      restoreMocks: true,
      // An axe check of a long form takes half a minute where several programs share the machine.
      testTimeout: 90_000,
      maxWorkers: 2,
    },
  }),
);
