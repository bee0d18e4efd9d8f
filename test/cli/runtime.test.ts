import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { syncOptions, syncParts, useAmo, useIdent, useState } from '../../src/cli/runtime.ts';
import { systemClock } from '../../src/clock.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { silentLogger } from '../../src/log/logger.ts';
import { defaultGuardLimits } from '../../src/sync/guard/guard.ts';
import { defaultPolicies } from '../../src/sync/item/policies.ts';
import { cli, temporaryFolder } from './cli-harness.ts';

async function mockSettings() {
  const cwd = temporaryFolder();
  await cli(['sample-db', 'create', '--patients', '5', '--seed', '1', '--file', 'ident.db'], {
    cwd,
  });
  const env = {
    USE_MOCK_AMOCRM: 'true',
    DB_CLIENT: 'sqlite',
    DB_FILE: 'ident.db',
    AMOCRM_RESPONSIBLE_USER_ID: '7',
  };
  return { config: loadConfig({ env, cwd, needs: syncParts }), log: silentLogger() };
}

const context = { clock: systemClock, signal: new AbortController().signal };

describe('the parts of a command', () => {
  it('are opened from the settings: with USE_MOCK_AMOCRM a sandbox of our own, kept in a file', async () => {
    const settings = await mockSettings();
    await using resources = new AsyncDisposableStack();
    const state = await useState(resources, context, settings);
    const ident = await useIdent(resources, context, settings);
    const amo = await useAmo(resources, context, settings, { state });

    expect(await ident.count()).toBe(5);
    expect(await amo.client.account()).toMatchObject({ timeZone: 'Europe/Moscow' });
    expect(existsSync(join(settings.config.folder, 'data', 'sandbox.db'))).toBe(true);
  });

  it('are closed again, all of them', async () => {
    const settings = await mockSettings();
    const resources = new AsyncDisposableStack();
    const state = await useState(resources, context, settings);
    const { client } = await useAmo(resources, context, settings, { state });
    await client.account();
    await resources.disposeAsync();
    await expect(state.meta.get('accountId')).rejects.toThrow();
  });

  it('hand the pass the settings that it works by', async () => {
    expect(syncOptions(await mockSettings())).toEqual({
      timeZone: 'Europe/Moscow',
      batchSize: 50,
      excluded: new Set(),
      tags: ['IDENT'],
      responsibleUserId: 7,
      policies: defaultPolicies,
      guard: defaultGuardLimits,
    });
  });
});
