import { describe, expect, test } from 'vitest';
import { freshLimiterState } from '../../src/amocrm/limiter/limiter-state.ts';
import { judgePace } from '../../src/doctor/checks/amocrm.ts';
import { judgeSpeed } from '../../src/doctor/checks/ident/judgements.ts';
import { judgeSpace } from '../../src/doctor/checks/state/files.ts';

const indexed = { unindexed: [], unindexedKeys: [], readsVersions: null };
const lacking = { ...indexed, unindexed: ['Persons.DateTimeChanged'] };

describe('scans for changes', () => {
  test('that are quick are in order, with or without indexes', () => {
    expect(judgeSpeed(40, lacking).verdict).toBe('ok');
  });

  test('that are slow call for the indexes that are missing', () => {
    expect(judgeSpeed(900, lacking)).toMatchObject({
      verdict: 'warning',
      code: 'DOCTOR_SLOW_SCAN',
      found: { en: expect.stringContaining('Persons.DateTimeChanged') },
      advice: { en: expect.stringContaining('indexes') },
    });
  });

  test('come with what a server lacks, which is no fault: indexes on foreign keys, reading of versions', () => {
    const beside = { unindexedKeys: ['Receptions.ID_Patients'], readsVersions: false };
    const { verdict, found } = judgeSpeed(40, { ...indexed, ...beside });
    expect(verdict).toBe('ok');
    for (const text of [found.ru, found.en]) {
      expect(text).toContain('Receptions.ID_Patients');
      expect(text).toContain('READ_COMMITTED_SNAPSHOT OFF');
    }
    expect(judgeSpeed(40, { ...indexed, readsVersions: true }).found.en).toContain(
      'READ_COMMITTED_SNAPSHOT ON',
    );
  });

  test('that are slow although indexed call for a longer interval', () => {
    expect(judgeSpeed(900, indexed).advice?.en).toContain('SYNC_INTERVAL_MINUTES');
  });
});

test('a disk that fills up is a warning first and a problem in the end', () => {
  expect(judgeSpace('/data', 5_000).verdict).toBe('ok');
  expect(judgeSpace('/data', 700).verdict).toBe('warning');
  expect(judgeSpace('/data', 20)).toMatchObject({ verdict: 'problem', code: 'DOCTOR_DISK_LOW' });
});

describe('the pace', () => {
  const rate = { requests: 7, periodMs: 1000 };
  const calm = freshLimiterState;

  test('is in order as amoCRM allows it', () => {
    expect(judgePace(rate, null, 0).verdict).toBe('ok');
    expect(judgePace(rate, calm, 0).verdict).toBe('ok');
  });

  test('that amoCRM slowed down names the others that load the account', () => {
    expect(judgePace(rate, { ...calm, slowdown: 3.4 }, 0)).toMatchObject({
      verdict: 'warning',
      code: 'DOCTOR_THROTTLED',
    });
  });

  test('is nil while amoCRM blocks this address', () => {
    const blocked = { ...calm, block: { until: 600_000, probeUntil: null } };
    expect(judgePace(rate, blocked, 0)).toMatchObject({
      verdict: 'problem',
      code: 'AMO_RATE_BLOCKED',
      found: { en: expect.stringContaining('10 min') },
    });
    expect(judgePace(rate, blocked, 700_000).verdict).toBe('ok');
  });
});
