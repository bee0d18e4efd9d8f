import { defineConfig } from 'vitest/config';

/** Opt-in: whatever goes through a state, with the state on a PostgreSQL server. */
export default defineConfig({
  test: {
    include: ['test/{clinic,crash,model,sync,visits}/**/*.test.ts'],
    // It goes on from copies of a state's file.
    exclude: ['test/sync/events/two-hosts.test.ts'],
    environment: 'node',
    globalSetup: ['test/temporary-folder.ts'],
    env: { STATE_HOME: 'PostgreSQL' },
    maxWorkers: '100%',
    isolate: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
