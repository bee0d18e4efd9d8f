/** A share of what goes through a state, run on a server too in every run; `npm run test:postgres` runs all of it there. */
export const onBothHomes = [
  'test/model/model.test.ts',
  'test/crash/crash.test.ts',
  'test/sync/batches.test.ts',
  'test/sync/branches/**/*.test.ts',
  'test/sync/create.test.ts',
  'test/sync/deep.test.ts',
  'test/sync/guard-day.test.ts',
  'test/sync/missing.test.ts',
  'test/sync/recovery.test.ts',
  'test/sync/unknown-outcome.test.ts',
];
