import { expect } from 'vitest';
import type { HealthFacts } from '../../src/health/facts.ts';
import { gravest } from '../../src/health/incident.ts';
import { incidents } from '../../src/health/rules.ts';
import type { pauseReasons } from '../../src/state/record/pause-reasons.ts';
import type { Run } from '../../src/state/record/runs.ts';
import { goodFacts, hour, minute } from '../service/watch/fake-service.ts';

export const now = Date.UTC(2026, 2, 2, 6);

export const day = 24 * hour;

export const judged = (over: Partial<HealthFacts>) => incidents({ ...goodFacts(now), ...over });

const ranks = ['notice', 'warning', 'critical'];

/** Severity and code of each, the gravest first; `!` where a person can do something. */
export const told = (over: Partial<HealthFacts>) =>
  judged(over).map(({ code, severity, affair }) => {
    expect(ranks.indexOf(severity)).toBeLessThanOrEqual(ranks.indexOf(gravest[code]));
    return `${severity} ${code}${affair === 'nobody' ? '' : '!'}`;
  });

export const pause = (reason: (typeof pauseReasons)[number], since = now) =>
  ({ reason, since, code: 'SOME_CODE', actor: 'service' }) as const;

export const run = (over: Partial<Run>): Run => ({
  ...{ id: 7, mode: 'incremental', startedAt: now - 5 * minute, endedAt: now - minute },
  ...{ outcome: 'failed', errorCode: 'AMO_SERVER_ERROR', counts: {}, times: 1, reason: null },
  ...over,
});
