import { defineConfig } from 'vitest/config';

const area = process.env['MUTATE'] ?? '{contact,amocrm,sync}';

/** The tests that judge a mutated area. */
export default defineConfig({
  test: {
    include: [`test/${area}/**/*.test.ts`],
    environment: 'node',
    globalSetup: 'test/temporary-folder.ts',
    testTimeout: 60_000,
  },
});
