import { describe, expect, it } from 'vitest';
import { StateError, stateErrors } from '../../src/state/file/errors.ts';
import { hour, minute } from '../service/watch/fake-service.ts';
import { Site } from './site.ts';

describe('/healthz', () => {
  it('is 200 while the loop turns, however badly things stand', async () => {
    await using site = await Site.open();
    site.service.truth = {
      pauses: [{ reason: 'auth', since: 0, code: 'AMO_UNAUTHORIZED', actor: 'service' }],
      databaseLostSince: 0,
    };
    await site.clock.advance(29 * minute);
    expect(await site.json('/healthz')).toEqual({
      status: 200,
      json: { status: 'alive', silentSeconds: 29 * 60 },
    });
  });

  it('is 503 when nothing has been heard of the loop for half an hour, and 200 when it turns again', async () => {
    await using site = await Site.open();
    await site.clock.advance(31 * minute);
    expect(await site.json('/healthz')).toMatchObject({ status: 503, json: { status: 'stuck' } });
    site.service.tell({ type: 'turn', at: site.clock.now() });
    expect(await site.json('/healthz')).toMatchObject({ status: 200, json: { silentSeconds: 0 } });
  });

  it('gives a service with a long interval three of them', async () => {
    await using site = await Site.open({ intervalMs: hour });
    await site.clock.advance(179 * minute);
    expect((await site.get('/healthz')).status).toBe(200);
    await site.clock.advance(2 * minute);
    expect((await site.get('/healthz')).status).toBe(503);
  });

  it('knows that a pass getting on is life, and so is waiting for another command', async () => {
    await using site = await Site.open();
    await site.clock.advance(31 * minute);
    const holder = { pid: 1, host: 'clinic', command: 'sync', since: 0 };
    site.service.truth = { waitsFor: holder };
    expect((await site.get('/healthz')).status).toBe(200);
    site.service.truth = {};
    expect((await site.get('/healthz')).status).toBe(503);
    const progress = { phase: 'write', done: 5, total: 10 } as const;
    site.service.tell({ type: 'pass-progress', progress });
    expect((await site.get('/healthz')).status).toBe(200);
  });

  it('does not mind a clock that is set', async () => {
    await using site = await Site.open();
    site.clock.jump(24 * hour);
    expect((await site.get('/healthz')).status).toBe(200);
  });
});

describe('/readyz', () => {
  it('is 200 while amoCRM shows what IDENT has', async () => {
    await using site = await Site.open();
    expect(await site.json('/readyz')).toEqual({
      status: 200,
      json: { ready: true, reasons: [], incidents: [] },
    });
  });

  it('is 503 before the first load is whole, and names everything that is the matter', async () => {
    await using site = await Site.open();
    const now = site.clock.now();
    const since = new Date(now).toISOString();
    site.service.truth = {
      pauses: [{ reason: 'guard', since: now, code: 'MASS_CHANGE', actor: 'service' }],
      firstLoadDone: false,
      startedAt: now,
      databaseLostSince: now,
    };
    const guard = { reason: 'guard', severity: 'critical', since, code: 'MASS_CHANGE' };
    const database = { reason: 'database', severity: 'warning', since, code: null };
    const load = { reason: 'first-load', severity: 'notice', since, code: null };
    expect(await site.json('/readyz')).toEqual({
      status: 503,
      json: { ready: false, reasons: [load], incidents: [guard, database, load] },
    });
  });

  it('is 200 for what neither a restart nor another replica could mend, and tells it all the same', async () => {
    await using site = await Site.open();
    const now = site.clock.now();
    const pause = { since: now, code: null, actor: 'service' } as const;
    for (const [truth, code] of [
      [{ pauses: [{ ...pause, reason: 'auth' }] }, 'auth'],
      [{ rejected: { count: 121, oldestAt: now } }, 'rejected-many'],
      [{ databaseLostSince: now - hour, lastIncrementalAt: now - hour }, 'database'],
    ] as const) {
      site.service.truth = truth;
      expect(await site.json('/readyz')).toMatchObject({
        status: 200,
        json: { ready: true, reasons: [], incidents: [{ reason: code, severity: 'critical' }] },
      });
    }
  });

  it('is 503 for data that is older than three intervals, but not before', async () => {
    await using site = await Site.open();
    const lastIncrementalAt = site.clock.now();
    site.service.truth = { lastIncrementalAt, lastDeepAt: lastIncrementalAt };
    await site.clock.advance(6 * minute);
    expect((await site.get('/readyz')).status).toBe(200);
    await site.clock.advance(1);
    expect(await site.json('/readyz')).toMatchObject({
      status: 503,
      json: { reasons: [{ reason: 'stale' }] },
    });
  });

  it('says so when the state cannot be read', async () => {
    await using site = await Site.open();
    site.service.truth = new StateError(stateErrors.unusable({ state: 's', reason: 'ENOSPC' }));
    expect(await site.json('/readyz')).toMatchObject({
      status: 503,
      json: { ready: false, reasons: [{ reason: 'state', code: 'STATE_UNUSABLE' }] },
    });
  });
});
