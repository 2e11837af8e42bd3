import { defineConfig } from 'vitest/config';

/** `npm test`: everything that proves the claims of the README and ends within a minute or two. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/full/**'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
