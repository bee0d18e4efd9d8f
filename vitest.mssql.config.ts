import { defineConfig } from 'vitest/config';

/** Opt-in: runs against the real SQL Server that TEST_MSSQL_* names, and skips, saying so, without them. */
export default defineConfig({
  test: {
    include: ['test/mssql/**/*.test.ts'],
    environment: 'node',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    // Shows why a test is skipped.
    reporters: ['verbose'],
  },
});
