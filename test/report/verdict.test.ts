import { expect, test } from 'vitest';
import { judge } from '../../src/report/verdict.ts';
import { goodFacts } from '../service/watch/fake-service.ts';

const minute = 60_000;
const now = 1_000 * minute;

const fine = goodFacts(now);
const none = { linked: 0, missing: 0, removed: 0, orphan: 0 };
const paused = (reason: 'user' | 'auth') =>
  [{ reason, since: 0, code: null, actor: 'service' }] as const;
const running = { mode: 'deep', since: 0, progress: null } as const;

test.each([
  ['all is well', {}, 'in-sync', false],
  ['a row was not accepted', { rejected: { count: 1, oldestAt: 0 } }, 'attention', true],
  ['a row is being looked for', { uncertain: { count: 1, oldestAt: 0 } }, 'attention', false],
  [
    'no pass ended well for long',
    { lastIncrementalAt: now - 9 * minute, lastDeepAt: null },
    'stale',
    true,
  ],
  [
    'a person paused it, for long',
    { lastIncrementalAt: 0, pauses: paused('user') },
    'resting',
    false,
  ],
  ['the first load is under way', { firstLoadDone: false, running }, 'first-load', false],
  ['nothing has begun', { firstLoadDone: false, links: none }, 'setup', true],
  [
    'it rests before the first load',
    { firstLoadDone: false, links: none, pauses: paused('user') },
    'setup',
    true,
  ],
  ['IDENT is away', { databaseLostSince: 0, lastIncrementalAt: 0 }, 'database-lost', true],
  ['amoCRM lets nobody in', { pauses: paused('auth'), databaseLostSince: 0 }, 'paused', true],
] as const)('%s', (_what, facts, verdict, needsPerson) => {
  expect(judge({ ...fine, ...facts }, 0)).toEqual({ verdict, needsPerson });
});

test('what the last deep pass found for a person is told', () => {
  expect(judge(fine, 3)).toEqual({ verdict: 'attention', needsPerson: true });
});
