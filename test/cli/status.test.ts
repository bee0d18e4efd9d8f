import { join } from 'node:path';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { nextStep } from '../../src/cli/next-step.ts';
import type { ServiceReport } from '../../src/cli/service-report.ts';
import type { StatusReport } from '../../src/cli/status-report.ts';
import { systemClock } from '../../src/clock.ts';
import { openState } from '../../src/state/open-state.ts';
import type { PauseReason } from '../../src/state/pauses.ts';
import { Clinic } from './clinic.ts';

const minute = 60_000;
const now = 1_000 * minute;
const times = { now, intervalMs: 2 * minute };

const well: StatusReport = {
  ...{ accountId: 1, database: 'PZ', fieldsBound: true, firstLoadDone: true, deepDue: null },
  ...{ lastIncrementalAt: now - minute, lastDeepAt: now - minute, lastRun: null, lock: null },
  ...{ rejected: 0, uncertain: { patientIds: [], since: null }, lateUpdates: 0 },
  links: { linked: 1, missing: 0, removed: 0, orphan: 0 },
};
const holder = { command: 'run', pid: 1, host: 'srv', since: now };
const absent: Pick<ServiceReport, 'running' | 'pauses'> = { running: null, pauses: [] };
const present = { ...absent, running: holder };
const paused = (reason: PauseReason) => ({
  ...present,
  pauses: [{ reason, since: now, code: null, actor: 'service' as const }],
});

describe('what status advises', () => {
  it('is nothing while changes are carried over, by a service or by hand', () => {
    expect(nextStep(well, present, times)).toBe('fine');
    expect(nextStep(well, absent, times)).toBe('fine');
  });

  it('is to start the service where nobody has made a pass for three intervals', () => {
    const old = { ...well, lastIncrementalAt: now - 7 * minute };
    expect(nextStep(old, absent, times)).toBe('run');
    expect(nextStep(old, present, times)).toBe('fine');
    expect(nextStep({ ...old, lock: holder }, absent, times)).toBe('fine');
  });

  it('is to end a pause that only a person ends, and to mend the cause of any other', () => {
    expect(nextStep(well, paused('user'), times)).toBe('resume');
    expect(nextStep(well, paused('guard'), times)).toBe('resume');
    expect(nextStep(well, paused('auth'), times)).toBe('cure');
    expect(nextStep({ ...well, fieldsBound: false }, paused('auth'), times)).toBe('cure');
  });

  it('is to wait for a first load that somebody makes', () => {
    const begun = { ...well, firstLoadDone: false };
    expect(nextStep(begun, absent, times)).toBe('load');
    expect(nextStep(begun, present, times)).toBe('loading');
    expect(nextStep({ ...begun, lock: holder }, absent, times)).toBe('loading');
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
