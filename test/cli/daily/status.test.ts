import { join } from 'node:path';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { nextStep } from '../../../src/cli/views/status/incident-view.ts';
import { systemClock } from '../../../src/clock.ts';
import { incidents } from '../../../src/health/rules.ts';
import { openState } from '../../../src/state/open-state.ts';
import type { PauseReason } from '../../../src/state/record/pause-reasons.ts';
import { goodFacts, hour, minute } from '../../service/watch/fake-service.ts';
import { Clinic } from '../clinic.ts';

const now = Date.UTC(2026, 2, 2, 6);
const next = (over: Parameters<typeof goodFacts>[1] = {}) => {
  const facts = goodFacts(now, over);
  return nextStep(facts, incidents(facts));
};
const paused = (reason: PauseReason) =>
  next({ pauses: [{ reason, since: now, code: null, actor: 'service' }] });

describe('what status calls the next step', () => {
  it('follows from the gravest incident', () => {
    expect(next()).toBe('fine');
    expect(paused('user')).toBe('resume');
    expect(paused('guard')).toBe('resume');
    expect(paused('auth')).toBe('cure');
    expect(next({ rejected: { count: 1, oldestAt: now } })).toBe('rejected');
    expect(next({ databaseLostSince: now - hour })).toBe('database');
  });

  it('tells a load from one that has not begun, and from missing fields', () => {
    const links = { linked: 0, missing: 0, removed: 0, orphan: 0 };
    const empty = { firstLoadDone: false, links };
    expect(next(empty)).toBe('load');
    expect(next({ ...empty, fieldsBound: false })).toBe('fields');
    expect(next({ firstLoadDone: false })).toBe('loading');
  });
});

test('a pause is never called well', async () => {
  const clinic = await Clinic.mocked(5);
  await clinic.run('fields', 'create');
  await clinic.run('sync');
  expect((await clinic.run('status')).stdout).toContain('Next: all is well');
  await clinic.run('pause');
  const { stdout } = await clinic.run('status', '--lang', 'ru');
  expect(stdout).toMatch(/Дальше: .*ident-amocrm resume/);
  expect((await clinic.run('status', '--json')).json).toMatchObject({ next: 'resume' });
});

test('the time of the next pass knows of the rest that IDENT is left in, ten minutes at most', async () => {
  const { clinic } = await Clinic.withSandbox(5, { onTestFinished });
  await clinic.run('fields', 'create');
  await clinic.run('sync');
  const file = join(clinic.folder, 'data', 'state.db');
  await using state = await openState(
    { file, keyFile: join(clinic.folder, 'data', 'state.key') },
    systemClock,
  );
  const service = await state.serviceLock.acquire({ command: 'run', wait: false });
  const next = async () => {
    const { json } = await clinic.run('status', '--json');
    // What the command prints.
    return (json as { service: { nextIncrementalAt: number } }).service.nextIncrementalAt;
  };
  expect(await next()).toBeLessThan(Date.now() + 2 * minute + 5_000);
  const restUntil = Date.now() + 9 * minute;
  await state.meta.set('restUntil', restUntil);
  expect(await next()).toBe(restUntil);
  const { stdout } = await clinic.run('status', '--lang', 'ru');
  const clock = new Intl.DateTimeFormat('ru', { timeStyle: 'short', timeZone: 'Europe/Moscow' });
  expect(stdout).toContain(clock.format(restUntil));
  // Of a clock that was put back.
  await state.meta.set('restUntil', Date.now() + 60 * minute);
  expect(await next()).toBeLessThan(Date.now() + 10 * minute + 5_000);
  service.release();
});
