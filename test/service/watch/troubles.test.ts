import { describe, expect, it } from 'vitest';
import type { ServiceFacts } from '../../../src/health/facts.ts';
import { isTroubleKind, severities } from '../../../src/service/watch/alerts/trouble.ts';
import { troubles } from '../../../src/service/watch/alerts/troubles.ts';
import { pauseReasons } from '../../../src/state/pauses.ts';
import { goodFacts, hour, minute } from './fake-service.ts';

const now = Date.UTC(2026, 2, 2, 6);
const day = 24 * hour;
const kinds = (over: Partial<ServiceFacts>, workingSince = 0) =>
  troubles(goodFacts(now, over), workingSince).map(({ kind }) => kind);
const pause = (reason: (typeof pauseReasons)[number], since = now) =>
  ({ reason, since, code: 'SOME_CODE', actor: 'service' }) as const;

it('finds nothing wrong with a service that works', () => {
  expect(kinds({})).toEqual([]);
});

it.each(pauseReasons.filter((reason) => reason !== 'user'))(
  'calls for a person at the pause %s, with its code',
  (reason) => {
    expect(troubles(goodFacts(now, { pauses: [pause(reason)] }), 0)).toEqual([
      { kind: reason, since: now, code: 'SOME_CODE' },
    ]);
  },
);

it("takes a person's own pause for meant, until it has lasted a day", () => {
  expect(kinds({ pauses: [pause('user', now - day)] })).toEqual([]);
  expect(kinds({ pauses: [pause('user', now - day - 1)] })).toEqual(['paused']);
});

describe('stale data', () => {
  const old = { lastIncrementalAt: now - 7 * minute, lastDeepAt: now - hour };

  it('is told after three intervals, and names the last good pass', () => {
    expect(kinds({ ...old, lastIncrementalAt: now - 6 * minute })).toEqual([]);
    expect(troubles(goodFacts(now, old), 0)).toMatchObject([
      { kind: 'stale', since: now - 7 * minute },
    ]);
  });

  it('counts a good deep pass as one', () => {
    expect(kinds({ ...old, lastDeepAt: now - minute })).toEqual([]);
  });

  it('is never a matter of less than five minutes, however short the interval', () => {
    expect(kinds({ intervalMs: 5_000, lastIncrementalAt: now - 5 * minute })).toEqual([]);
    expect(kinds({ intervalMs: 5_000, lastIncrementalAt: now - 5 * minute - 1 })).toEqual([
      'stale',
    ]);
  });

  it('waits while IDENT is left in peace, and for an interval after that', () => {
    const late = { ...old, lastIncrementalAt: now - 12 * minute };
    expect(kinds({ ...late, restUntil: now + minute })).toEqual([]);
    expect(kinds({ ...late, restUntil: now - 2 * minute })).toEqual([]);
    expect(kinds({ ...late, restUntil: now - 2 * minute - 1 })).toEqual(['stale']);
  });

  it('is not told in a first load', () => {
    expect(kinds({ ...old, firstLoadDone: false })).toEqual([]);
  });

  it('is not told while there is a name for the cause', () => {
    expect(kinds({ ...old, pauses: [pause('auth')] })).toEqual(['auth']);
    expect(kinds({ ...old, pauses: [pause('user')] })).toEqual([]);
    expect(kinds({ ...old, databaseLostSince: now - 20 * minute })).toEqual(['database']);
  });

  it('gives a service that has just started, or was just resumed, three intervals', () => {
    expect(kinds(old, now - 6 * minute)).toEqual([]);
    expect(kinds(old, now - 6 * minute - 1)).toEqual(['stale']);
  });

  it('is not told while a great pass is at work, here or in another command, but for two hours at most', () => {
    const deep = (since: number) => ({ mode: 'deep', since, progress: null }) as const;
    const holder = (since: number) => ({ pid: 1, host: 'h', command: 'sync', since });
    expect(kinds({ ...old, running: deep(now - hour) })).toEqual([]);
    expect(kinds({ ...old, running: deep(now - 2 * hour) })).toEqual(['stale']);
    expect(kinds({ ...old, waitsFor: holder(now - hour) })).toEqual([]);
    expect(kinds({ ...old, waitsFor: holder(now - 2 * hour) })).toEqual(['stale']);
  });
});

it('gives a lost database ten minutes', () => {
  expect(kinds({ databaseLostSince: now - 10 * minute + 1 })).toEqual([]);
  expect(kinds({ databaseLostSince: now - 10 * minute })).toEqual(['database']);
});

it('tells of rejected patients when the oldest has waited a day, and how many there are', () => {
  expect(kinds({ rejected: { count: 3, oldestAt: now - day } })).toEqual([]);
  const oldestAt = now - day - 1;
  expect(troubles(goodFacts(now, { rejected: { count: 3, oldestAt } }), 0)).toEqual([
    { kind: 'rejected', since: oldestAt, code: null, count: 3 },
  ]);
});

it('tells of a long-lived token two weeks before it ends; others renew themselves', () => {
  const access = (kind: 'long-lived' | 'oauth', left: number) => ({
    access: { kind, expiresAt: now + left },
  });
  expect(kinds(access('long-lived', 14 * day + 1))).toEqual([]);
  expect(kinds(access('long-lived', 14 * day))).toEqual(['token']);
  expect(kinds(access('oauth', hour))).toEqual([]);
});

it('tells of a deep pass that was missed three times, but lets a machine that was off catch up first', () => {
  expect(kinds({ lastDeepAt: now - 36 * hour })).toEqual([]);
  expect(kinds({ lastDeepAt: now - 36 * hour - 1 })).toEqual(['deep']);
  expect(kinds({ lastDeepAt: now - 36 * hour - 1 }, now - 5 * hour)).toEqual([]);
});

it('knows its own kinds, and no others', () => {
  expect(Object.keys(severities).every(isTroubleKind)).toBe(true);
  expect(isTroubleKind('toString')).toBe(false);
});
