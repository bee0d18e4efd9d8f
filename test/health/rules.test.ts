import { describe, expect, it, test } from 'vitest';
import { isIncidentCode } from '../../src/health/incident.ts';
import { blindness } from '../../src/health/rules.ts';
import { pauseReasons } from '../../src/state/record/pause-reasons.ts';
import { hour, minute } from '../service/watch/fake-service.ts';
import { day, judged, now, pause, run, told } from './judged.ts';

const none = { linked: 0, missing: 0, removed: 0, orphan: 0 };

it('nothing is the matter with a service that works', () => {
  expect(told({})).toEqual([]);
});

describe('pauses', () => {
  it.each(pauseReasons.filter((reason) => reason !== 'user'))(
    'a pause for %s is red, and somebody’s affair, with its code',
    (reason) => {
      expect(judged({ pauses: [pause(reason)] })).toMatchObject([
        { code: reason, since: now, severity: 'critical', cause: 'SOME_CODE' },
      ]);
    },
  );

  it('a person’s own pause is taken for meant, and nobody’s affair, until it has lasted a day', () => {
    expect(told({ pauses: [pause('user', now - day)] })).toEqual(['warning resting']);
    expect(told({ pauses: [pause('user', now - day - 1)] })).toEqual(['warning paused!']);
  });
});

describe('the age of the data', () => {
  const old = { lastIncrementalAt: now - 7 * minute, lastDeepAt: now - hour };

  it('is a matter after three intervals, and counts from the last good pass', () => {
    expect(told({ ...old, lastIncrementalAt: now - 6 * minute })).toEqual([]);
    expect(judged(old)).toMatchObject([
      { code: 'stale', severity: 'critical', since: now - 7 * minute },
    ]);
  });

  it('is never a matter of less than five minutes, however short the interval', () => {
    const short = { ...old, intervalMs: 5_000 };
    expect(told({ ...short, lastIncrementalAt: now - 5 * minute })).toEqual([]);
    expect(told({ ...short, lastIncrementalAt: now - 5 * minute - 1 })).toEqual([
      'critical stale!',
    ]);
  });

  it('waits while IDENT is left in peace, and for an interval after that', () => {
    const late = { ...old, lastIncrementalAt: now - 12 * minute };
    expect(told({ ...late, restUntil: now + minute })).toEqual([]);
    expect(told({ ...late, restUntil: now - 2 * minute })).toEqual([]);
    expect(told({ ...late, restUntil: now - 2 * minute - 1 })).toEqual(['critical stale!']);
  });

  it('is not told while there is a name for the cause', () => {
    expect(told({ ...old, pauses: [pause('auth')] })).toEqual(['critical auth!']);
    expect(told({ ...old, pauses: [pause('user')] })).toEqual(['warning resting']);
    expect(told({ ...old, databaseLostSince: now - 20 * minute })).toEqual(['critical database!']);
  });

  it('is yellow and nobody’s affair while a start or the end of a pause had no time yet to mend it', () => {
    for (const from of ['startedAt', 'resumedAt'] as const) {
      expect(told({ ...old, [from]: now - 6 * minute })).toEqual(['warning late']);
      expect(told({ ...old, [from]: now - 6 * minute - 1 })).toEqual(['critical stale!']);
    }
  });

  it('is yellow while a great pass is at work, here or in another command, but for two hours at most', () => {
    const deep = (since: number) => ({ mode: 'deep', since, progress: null }) as const;
    const holder = (since: number) => ({ pid: 1, host: 'h', command: 'sync', since });
    expect(told({ ...old, running: deep(now - hour) })).toEqual(['warning late']);
    expect(told({ ...old, running: deep(now - 2 * hour) })).toEqual(['critical stale!']);
    expect(told({ ...old, waitsFor: holder(now - hour) })).toEqual(['warning late']);
    expect(told({ ...old, waitsFor: holder(now - 2 * hour) })).toEqual(['critical stale!']);
  });

  it('where no service runs and nobody is at work, is that nobody carries changes over', () => {
    expect(told({ ...old, startedAt: null })).toEqual(['critical off!']);
    expect(told({ startedAt: null })).toEqual([]);
    // Neither the end of a pause nor of a failure would help.
    expect(told({ ...old, startedAt: null, pauses: [pause('user')] })).toEqual([
      'critical off!',
      'warning resting',
    ]);
    expect(told({ startedAt: null, databaseLostSince: now - minute })).toEqual([
      'warning database!',
    ]);
  });
});

describe('before everybody is carried over', () => {
  const empty = { firstLoadDone: false, links: none, lastIncrementalAt: null, lastDeepAt: null };
  const running = { mode: 'deep', since: now, progress: null } as const;

  it('the service has to be set up, whatever pause says what is missing', () => {
    expect(told(empty)).toEqual(['warning setup!']);
    expect(judged({ ...empty, pauses: [pause('auth')] })).toMatchObject([
      { code: 'setup', cause: 'SOME_CODE' },
    ]);
    expect(told({ ...empty, pauses: [pause('user')] })).toEqual(['warning setup!']);
  });

  it('a first load waits for a person’s word, whatever else runs, and a further database for its own', () => {
    const unasked = { count: 1, of: 1, since: now - hour };
    expect(told({ ...empty, unasked })).toEqual(['warning first-load-asks!']);
    // A plan that is looked at is no load.
    expect(told({ ...empty, unasked, running })).toEqual(['warning first-load-asks!']);
    expect(told({ unasked: { ...unasked, of: 3 } })).toEqual(['warning source-asks!']);
  });

  it('a load that is under way is not the whole yet, and nobody’s affair', () => {
    expect(told({ ...empty, running })).toEqual(['notice first-load']);
    expect(told({ ...empty, running, lastPass: run({}) })).toEqual(['notice first-load']);
    expect(told({ firstLoadDone: false })).toEqual(['notice first-load']);
    expect(told({ firstLoadDone: false, startedAt: null })).toEqual(['warning setup!']);
  });

  it('a pass between its pages that is stopped, or fails, is told as any other', () => {
    const load = { ...running, since: now - 10 * minute };
    const within = { ...empty, running: load };
    const stopped = run({ outcome: 'stopped', errorCode: 'MASS_CHANGE' });
    expect(told({ ...within, lastPass: stopped })).toEqual([
      'warning stopped!',
      'notice first-load',
    ]);
    expect(told({ ...within, lastPass: run({}) })).toEqual([
      'warning failing',
      'notice first-load',
    ]);
    // A command knows the load by its lock.
    const holder = { pid: 1, host: 'h', command: 'run', since: load.since };
    expect(told({ ...empty, waitsFor: holder, lastPass: stopped })).toEqual([
      'warning stopped!',
      'notice first-load',
    ]);
    // What kept the load from beginning is over.
    const before = { ...stopped, endedAt: load.since - 1 };
    expect(told({ ...within, lastPass: before, lastDeep: run({}) })).toEqual(['notice first-load']);
  });

  it('what stops a load that was begun is told by its own name', () => {
    expect(told({ firstLoadDone: false, pauses: [pause('auth')] })).toEqual([
      'critical auth!',
      'notice first-load',
    ]);
    expect(told({ ...empty, databaseLostSince: now - hour })).toEqual([
      'critical database!',
      'warning setup!',
    ]);
  });
});

it('a lost database has ten minutes, or five intervals, before it is red and somebody’s affair', () => {
  expect(told({ databaseLostSince: now - 10 * minute + 1 })).toEqual(['warning database']);
  expect(told({ databaseLostSince: now - 10 * minute })).toEqual(['critical database!']);
  const slow = { intervalMs: 30 * minute, databaseLostSince: now - hour };
  expect(told(slow)).toEqual(['warning database']);
});

describe('rejected patients', () => {
  const rejected = (count: number, patients: number) =>
    told({ rejected: { count, oldestAt: now }, patients });

  it('are yellow up to 1 % of the patients, and where they are one or two', () => {
    expect(rejected(1, 2)).toEqual(['warning rejected!']);
    expect(rejected(2, 2)).toEqual(['warning rejected!']);
    expect(rejected(3, 300)).toEqual(['warning rejected!']);
    expect(rejected(200, 100_000)).toEqual(['warning rejected!']);
  });

  it('are red above 1 % from three on, and above 200', () => {
    expect(rejected(3, 299)).toEqual(['critical rejected-many!']);
    expect(rejected(400, 400)).toEqual(['critical rejected-many!']);
    expect(rejected(201, 100_000)).toEqual(['critical rejected-many!']);
  });
});

describe('a pass that failed', () => {
  it('is yellow until one ends well, and a person’s affair from the third time on', () => {
    expect(told({ lastPass: run({}) })).toEqual(['warning failing']);
    expect(told({ lastPass: run({ times: 3 }) })).toEqual(['warning failing!']);
    expect(told({ lastPass: run({}), startedAt: null })).toEqual(['warning failing!']);
    expect(told({ lastPass: run({ outcome: 'ok', errorCode: null }) })).toEqual([]);
  });

  it('is told of a deep one, too, though others ended well since', () => {
    const lastDeep = run({ id: 5, mode: 'deep' });
    const lastPass = run({ outcome: 'ok', errorCode: null });
    expect(judged({ lastPass, lastDeep })).toMatchObject([{ code: 'failing', runId: 5 }]);
  });

  it('since its account or database is another clinic’s of the fleet is told as that alone, in red, also before anybody was carried over: no further try mends it', () => {
    const lastPass = run({ errorCode: 'FLEET_TAKEN' });
    const isNew = { firstLoadDone: false, links: { linked: 0, missing: 0, removed: 0, orphan: 0 } };
    for (const facts of [{}, isNew, { lastIncrementalAt: now - 30 * minute }])
      expect(told({ ...facts, lastPass })).toEqual(['critical taken!']);
  });

  it('was stopped by the guard: until the next whole one it is not known whether both sides agree', () => {
    const stopped = run({ outcome: 'stopped', errorCode: 'MASS_CHANGE' });
    expect(told({ lastPass: stopped })).toEqual(['warning stopped!']);
    expect(told({ lastPass: stopped, pauses: [pause('guard')] })).toEqual(['critical guard!']);
  });
});

it('a mass change that a person allowed is told as long as it runs', () => {
  expect(told({ massChangeSince: now - minute })).toEqual(['notice mass-change']);
});

it('a deep pass that was missed twice is told; a machine that was off gets its time first', () => {
  expect(told({ lastDeepAt: now - 26 * hour })).toEqual([]);
  expect(told({ lastDeepAt: now - 26 * hour - 1 })).toEqual(['warning deep!']);
  expect(told({ lastDeepAt: now - 30 * hour, startedAt: now - 5 * hour })).toEqual([
    'warning deep',
  ]);
});

it('a long-lived token is told of two weeks before it ends; others renew themselves', () => {
  const access = (kind: 'long-lived' | 'oauth', left: number) => ({
    access: { kind, expiresAt: now + left },
  });
  expect(told(access('long-lived', 14 * day + 1))).toEqual([]);
  expect(told(access('long-lived', 14 * day))).toEqual(['warning token!']);
  expect(told(access('long-lived', 0))).toEqual(['critical token!']);
  expect(told(access('oauth', hour))).toEqual([]);
});

it('a process that works for six hours on end may hang', () => {
  const waitsFor = { pid: 7, host: 'srv', command: 'sync', since: now - 6 * hour };
  expect(told({ waitsFor })).toEqual(['warning lock!']);
  expect(told({ waitsFor: { ...waitsFor, since: now - hour } })).toEqual([]);
});

describe('what waits for people', () => {
  const deepReport = { runId: 9, endedAt: now - hour, attention: 5, toldApart: 5, unreadable: 0 };

  it('are changes put off by the guard, deleted contacts, findings and values that cannot be read', () => {
    const kinds = [{ kind: 'cleared:city', patients: 4, since: now - hour }];
    const postponed = { patients: 4, since: now - hour, kinds, allow: 4 };
    expect(judged({ postponed })).toMatchObject([
      { code: 'postponed', severity: 'warning', count: 4, guarded: { kinds, allow: 4 } },
    ]);
    expect(told({ links: { ...none, linked: 9, missing: 1 } })).toEqual(['warning missing!']);
    expect(told({ deepReport })).toEqual([]);
    expect(judged({ deepReport: { ...deepReport, toldApart: 2 } })).toMatchObject([
      { code: 'findings', count: 3, runId: 9 },
    ]);
    expect(told({ deepReport: { ...deepReport, unreadable: 2 } })).toEqual(['warning unreadable!']);
  });

  it('is no write whose outcome the next pass finds out, but where no pass comes', () => {
    const uncertain = { count: 1, oldestAt: now - minute };
    expect(told({ uncertain })).toEqual(['notice uncertain']);
    expect(told({ uncertain, startedAt: null })).toEqual(['warning uncertain!']);
    expect(told({ uncertain: { count: 1, oldestAt: now - 27 * hour } })).toEqual([
      'warning uncertain!',
    ]);
  });
});

test('the gravest stands first, whatever else is the matter', () => {
  const over = {
    massChangeSince: now,
    rejected: { count: 1, oldestAt: now },
    databaseLostSince: now - hour,
  };
  expect(told(over)).toEqual(['critical database!', 'warning rejected!', 'notice mass-change']);
});

test('a state that cannot be read is red, and knows nothing else', () => {
  expect(blindness(now, 'STATE_UNUSABLE')).toMatchObject({
    ...{ code: 'state', severity: 'critical', affair: 'operator', cause: 'STATE_UNUSABLE' },
  });
});

test('codes of other versions are no incidents', () => {
  expect(isIncidentCode('stale')).toBe(true);
  expect(isIncidentCode('toString')).toBe(false);
});

it('a second installation in the account is red, and somebody’s affair', () => {
  expect(told({ otherWriter: { since: now, contacts: 2 } })).toEqual(['critical other-writer!']);
});

it('tokens that are older than those that were there are red before amoCRM refuses them', () => {
  const access = { kind: 'oauth', expiresAt: now + hour } as const;
  expect(told({ tokensBehindSince: now, access })).toEqual(['critical tokens-behind!']);
  // Whoever has gone over to a long-lived token does not use them.
  const longLived = { kind: 'long-lived', expiresAt: now + 90 * 24 * hour } as const;
  expect(told({ tokensBehindSince: now, access: longLived })).toEqual([]);
});
