import { defineConfig } from 'vitest/config';

const area = process.env['MUTATE'] ?? '{contact,amocrm,sync}';

/** The tests that judge a mutated area. */
export default defineConfig({
  test: {
    include: [`test/${area}/**/*.test.ts`],
    environment: 'node',
    globalSetup: 'test/temporary-folder.ts',
    // The first run goes one test at a time through code with every mutant in it; how long a mutant may take, Stryker says.
    testTimeout: 600_000,
  },
});
