/** What goes through a state on a server too in every run: a share of it; `npm run test:postgres` runs all of it there. */
export const onBothHomes = [
  'test/crash/crash.test.ts',
  'test/model/model.test.ts',
  'test/sync/pass/taken-over.test.ts',
  'test/sync/visits/deals/deals.test.ts',
  'test/sync/visits/model.test.ts',
  'test/sync/visits/pass.test.ts',
];
