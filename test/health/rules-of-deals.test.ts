import { describe, expect, it } from 'vitest';
import type { HealthFacts } from '../../src/health/facts.ts';
import { hour, minute } from '../service/watch/fake-service.ts';
import { day, judged, now, pause, run, told } from './judged.ts';

it('deals of visits that rest are told once and by their own name, whatever the last run ended with', () => {
  const stopped = run({ outcome: 'stopped', errorCode: 'DEALS_MASS_CHANGE' });
  const dealsRest = { code: 'DEALS_MASS_CHANGE', since: now - hour };
  expect(judged({ dealsRest, lastPass: stopped })).toMatchObject([
    { code: 'deals', severity: 'warning', affair: 'operator', since: now - hour },
  ]);
  expect(told({ dealsRest })).toEqual(['warning deals!']);
  const refused = run({ errorCode: 'VISITS_REFUSED' });
  const code = 'VISITS_REFUSED';
  expect(judged({ dealsRest: { ...dealsRest, code }, lastPass: refused })).toMatchObject([
    { code: 'deals', affair: 'amocrm', cause: code },
  ]);
  // They were let through by a command for deals alone: the last pass is still the one that was stopped.
  expect(told({ lastPass: stopped })).toEqual([]);
  // Another failure stays to be told.
  expect(told({ lastPass: stopped, lastDeep: run({ mode: 'deep' }) })).toEqual(['warning failing']);
});

describe('deals of visits', () => {
  const deals = (over: Partial<NonNullable<HealthFacts['deals']>>): Partial<HealthFacts> => ({
    deals: {
      ...{ linked: 9, deleted: 0, doubled: 0, led: 2, waiting: { quiet: 1, contact: 4 } },
      ...{ late: { count: 0, oldestAt: null }, rejected: { count: 0, oldestAt: null } },
      foreign: { count: 0, oldestAt: null },
      ...{ lookedAt: now - minute, auditedAt: now - hour },
      ...over,
    },
  });
  const late = { late: { count: 3, oldestAt: now - hour } };

  it('that wait or are led by people are no matter', () => {
    expect(told(deals({}))).toEqual([]);
  });

  it('that do not move although passes succeed are told with their number, and are nobody’s affair while a pass is under way', () => {
    expect(judged(deals(late))).toMatchObject([
      { code: 'deals-late', affair: 'operator', since: now - hour, count: 3 },
    ]);
    const running = { mode: 'incremental', since: now, progress: null } as const;
    expect(told({ ...deals(late), running })).toEqual(['warning deals-late']);
    expect(told({ ...deals(late), startedAt: now - minute })).toEqual(['warning deals-late']);
  });

  it('that do not move are told by what keeps them, where that is known', () => {
    const rest = { dealsRest: { code: 'VISITS_REFUSED', since: now - hour } };
    expect(told({ ...deals(late), ...rest })).toEqual(['warning deals!']);
    expect(told({ ...deals(late), databaseLostSince: now - hour })).toEqual(['critical database!']);
    expect(told({ ...deals(late), pauses: [pause('auth')] })).toEqual(['critical auth!']);
  });

  it('of another installation, which keep new ones from being made, are told at once and with their number', () => {
    expect(judged(deals({ foreign: { count: 1, oldestAt: now - hour } }))).toMatchObject([
      {
        code: 'deals-foreign',
        severity: 'warning',
        affair: 'operator',
        since: now - hour,
        count: 1,
      },
    ]);
  });

  it('that amoCRM rejected are told with their number', () => {
    expect(judged(deals({ rejected: { count: 2, oldestAt: now - day } }))).toMatchObject([
      { code: 'deals-rejected', severity: 'warning', affair: 'clinic', since: now - day, count: 2 },
    ]);
  });
});

describe('amoCRM’s event feed', () => {
  const trouble = (over: object) => ({
    eventsTrouble: { code: 'AMO_FORBIDDEN', since: now - hour, at: now, forMs: 6 * hour, ...over },
  });

  it('that is refused, or tells nothing, is told and nobody’s affair; one that just failed is not', () => {
    expect(told(trouble({}))).toEqual(['notice events']);
    expect(told(trouble({ since: now, forMs: 0 }))).toEqual(['notice events']);
    const failing = { code: 'AMO_SERVER_ERROR', forMs: 10 * minute };
    expect(told(trouble({ ...failing, since: now - 20 * minute }))).toEqual([]);
    expect(told(trouble(failing))).toEqual(['notice events']);
  });
});
