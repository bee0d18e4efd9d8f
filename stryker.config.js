// `npm run mutate`, or one area alone: MUTATE=contact npm run mutate; MUTATE_SHARE=10: a tenth of its functions
const area = process.env.MUTATE ?? '{contact,amocrm,sync}';

export default {
  plugins: ['@stryker-mutator/vitest-runner', './stryker.sample.js'],
  ignorers: ['sample'],
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutate.config.ts', related: false },
  // Stryker reads tsconfig by TypeScript's JavaScript API, which TypeScript 7 does not have.
  tsconfigFile: 'none.json',
  mutate: [`src/${area}/**/*.ts`],
  // Mutated expressions may be no expressions under the `u` flag, and texts are judged by reading them.
  mutator: { excludedMutations: ['Regex', 'StringLiteral'] },
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 20_000,
  // The tests of sync alone take longer in one process than the five minutes that are given otherwise.
  dryRunTimeoutMinutes: 30,
  tempDirName: '.stryker-tmp',
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
};
