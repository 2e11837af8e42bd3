import { defineConfig } from 'vitest/config';

/** `npm test`: everything that proves the claims of the README, in less than three minutes; `test:ranges` is beside it in CI. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/full/**'],
    // Two long files of their own would otherwise share one worker on a machine with two cores.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 30_000,
  },
});
