import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Clinic, clinicParts, resultOf } from '../../src/clinic/clinic.ts';
import { systemClock } from '../../src/clock.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { silentLogger } from '../../src/log/logger.ts';
import { defaultGuardLimits } from '../../src/sync/guard/guard.ts';
import { defaultPolicies } from '../../src/sync/item/policies.ts';
import { cli, temporaryFolder } from '../cli/cli-harness.ts';
import { theOnly } from '../support/the-only.ts';
import { World } from '../support/world.ts';

async function mockConfig(cwd = temporaryFolder()) {
  const size = ['--patients', '5', '--seed', '1', '--file', 'ident.db'];
  await cli(['sample-db', 'create', ...size], { cwd });
  const env = {
    USE_MOCK_AMOCRM: 'true',
    DB_CLIENT: 'sqlite',
    DB_FILE: 'ident.db',
    AMOCRM_RESPONSIBLE_USER_ID: '7',
  };
  return loadConfig({ env, cwd, needs: clinicParts });
}

const surroundings = () => ({
  clock: systemClock,
  log: silentLogger(),
  signal: new AbortController().signal,
});

describe('a clinic', () => {
  it('is put together from the settings: with USE_MOCK_AMOCRM a sandbox of our own, kept in a file', async () => {
    const config = await mockConfig();
    await using clinic = await Clinic.open(config, surroundings());
    await using ident = await clinic.source.beside();
    expect(await ident.count()).toBe(5);
    expect(await clinic.amo.account()).toMatchObject({ timeZone: 'Europe/Moscow' });
    expect(existsSync(join(config.folder, 'data', 'sandbox.db'))).toBe(true);
    expect(clinic.options).toEqual({
      timeZone: 'Europe/Moscow',
      batchSize: 250,
      eventsMs: 0,
      excluded: new Set(),
      cancelReasons: new Map(),
      tags: ['IDENT'],
      responsibleUserId: 7,
      policies: defaultPolicies,
      guard: defaultGuardLimits,
    });
  });

  it('is closed again, all of it', async () => {
    const clinic = await Clinic.open(await mockConfig(), surroundings());
    await clinic.amo.account();
    await clinic[Symbol.asyncDispose]();
    await expect(clinic.state.meta.get('accountId')).rejects.toThrow();
    await expect(clinic.amo.account()).rejects.toThrow();
  });

  it('works beside another one in the same process: each has its own lock, state, account and database', async () => {
    await using small = await World.open({ patients: 3 });
    await using large = await World.open({ patients: 5 });
    const ends = await Promise.all(
      [small, large].map((world) => {
        const clinic = world.clinic();
        return clinic.locked({ command: 'sync', wait: false }, () => clinic.pass({ mode: 'auto' }));
      }),
    );
    expect(ends.map((end) => resultOf(end).counts['created'])).toEqual([3, 5]);
    expect([small.contacts().length, large.contacts().length]).toEqual([3, 5]);
  });

  it('records a pass that could not begin, with its reason', async () => {
    await using world = await World.open({ patients: 3 });
    const clinic = world.clinic();
    const away = Object.assign(world.source(), {
      forPasses: async () => {
        throw new Error('away');
      },
    });
    const end = await world.clinic({ sources: [theOnly(away)] }).pass({ mode: 'auto' });
    expect(end).toMatchObject({ outcome: { kind: 'failed' }, queryMs: 0 });
    expect(() => resultOf(end)).toThrow('away');
    expect(await clinic.state.runs.latest(1)).toMatchObject([{ outcome: 'failed' }]);
  });
});
