import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongFirst } from './test/long-first.ts';
import { onBothHomes } from './test/support/state/both-homes.ts';

export default defineConfig({
  test: {
    environment: 'node',
    globalSetup: ['test/temporary-folder.ts'],
    // More than cores: what coordinates the tests has next to nothing to do, and they wait for processes and browsers too.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    sequence: { sequencer: LongFirst },
    // A process for many files, which reads libraries and sources once: no module keeps a state that files could share.
    isolate: false,
    // Room for what a test makes and forgets: a seventh of all work was looking for it, and again and again.
    execArgv: ['--max-semi-space-size=64', '--single-threaded-gc'],
    // What hangs, hangs for ever; what does not, may take ten times as long on a machine that has more to do.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: 'all', include: ['test/**/*.test.ts'], exclude: ['test/mssql/**'] },
      },
      {
        extends: true,
        test: { name: 'PostgreSQL', include: onBothHomes, env: { STATE_HOME: 'PostgreSQL' } },
      },
    ],
  },
});
