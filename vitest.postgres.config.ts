import { defineConfig } from 'vitest/config';

/** Opt-in: whatever goes through a state, with the state on a PostgreSQL server. */
export default defineConfig({
  test: {
    include: ['test/{clinic,crash,model,sync,visits}/**/*.test.ts'],
    // They look into the files of a state themselves.
    exclude: [
      'test/sync/personal-data.test.ts',
      'test/sync/events/two-hosts.test.ts',
      'test/sync/forget.test.ts',
    ],
    environment: 'node',
    globalSetup: ['test/temporary-folder.ts'],
    env: { STATE_HOME: 'PostgreSQL' },
    maxWorkers: '100%',
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
