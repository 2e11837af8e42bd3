import { defineConfig } from 'vitest/config';

/** `npm run test:full`: what takes minutes as well, such as every configuration on its own. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30 * 60_000,
    hookTimeout: 5 * 60_000,
  },
});
