import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ContactId } from '../../../src/amocrm/model/model.ts';
import { systemClock } from '../../../src/clock.ts';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { backupState } from '../../../src/state/backup/backup.ts';
import { restoreState } from '../../../src/state/backup/restore.ts';
import { forgetPatient } from '../../../src/sync/command/forget.ts';
import { World } from '../../support/world.ts';
import { StateFolder } from '../folder.ts';
import { backedUp, foreignBackup, one, restore } from './backed-up.ts';

const pair = (name: string) => ({
  accessToken: `access ${name}`,
  refreshToken: `refresh ${name}`,
  issuedAt: 1,
  expiresAt: 2,
});

describe('what the present state knows better', () => {
  test('is the newer token pair', async () => {
    const { folder, state, from } = await backedUp();
    await using _ = folder;
    await state.tokens.save(pair('old'));
    const older = join(folder.path, 'older.db');
    await backupState(folder, older, systemClock);
    await state.tokens.save(pair('new'));
    expect((await restore(folder, older)).keptTokens).toBe(true);
    expect(await state.tokens.load()).toEqual(pair('new'));
    expect((await restore(folder, from)).keptTokens).toBe(true);
    expect(await state.tokens.load()).toEqual(pair('new'));
  });

  test('a long-lived token that was given since a backup outlives its restore', async () => {
    const { folder, state, from } = await backedUp();
    await using _ = folder;
    const given = {
      token: 'given',
      insteadOf: 'digest',
      baseUrl: 'https://a.amocrm.ru',
      givenAt: 1,
    };
    await state.givenToken.save(given);
    expect((await restore(folder, from)).keptTokens).toBe(true);
    expect(await state.givenToken.load()).toEqual(given);
  });

  test('is not an older token pair', async () => {
    const { folder, state } = await backedUp();
    await using _ = folder;
    const from = join(folder.path, 'newer.db');
    await state.tokens.save(pair('new'));
    await backupState(folder, from, systemClock);
    await state.tokens.save(pair('old'));
    await state.db.updateTable('tokens').set({ saved_at: 5 }).execute();
    expect((await restore(folder, from)).keptTokens).toBe(false);
    expect(await state.tokens.load()).toEqual(pair('new'));
  });

  test('is sealed anew for a backup with another key', async () => {
    const { folder: other, from } = await foreignBackup(async (folder) => {
      const state = await folder.open();
      await state.tokens.save(pair('old'));
    });
    await using _ = other;
    await using folder = new StateFolder();
    const state = await folder.open();
    await state.tokens.save(pair('before'));
    await state.tokens.save(pair('new'));
    expect(await restore(folder, from)).toMatchObject({ newKey: true, keptTokens: true });
    await folder.close();
    const restored = await folder.open();
    expect(restored.key).not.toBe(state.key);
    expect(await restored.tokens.load()).toEqual(pair('new'));
  });

  test('is a create that may yet arrive', async () => {
    const { folder, state, from } = await backedUp();
    await using _ = folder;
    const intent = {
      patientId: one,
      runId: 9,
      highestContactId: 55 as ContactId,
      createdAt: 1_234,
      sent: { items: [['city', 'abcdefghijklmnop']] as const, phones: [], emails: [] },
    };
    await state.intents.declare([intent]);
    await restore(folder, from);
    expect(await state.intents.all()).toEqual([intent]);
  });

  test('is who was forgotten since: their rows do not come back', async () => {
    await using world = await World.open({ patients: 3 });
    await world.sync();
    const source = { file: world.stateFile, keyFile: join(world.folder, 'state.key') };
    const from = join(world.folder, 'backup.db');
    await backupState(source, from, systemClock);
    const ident = await world.ident();
    await forgetPatient(world.setup(ident), 1 as PatientId);
    await ident.close();
    await restoreState(source, from, { wait: true }, systemClock);
    await world.restart();
    expect(await world.state.links.ofPatients([one])).toEqual(new Map());
    expect(await world.sync()).toMatchObject({
      mode: 'deep',
      reason: 'state-restored',
      findings: [],
      counts: { created: 0, forgotten: 1, relinked: 0 },
    });
    expect(world.contactsOf(1)).toEqual([]);
  });
});

describe('the pass after a restore', () => {
  test('is a deep one: contacts created since the backup are found, and nobody is doubled', async () => {
    await using world = await World.open({ patients: 12 });
    await world.sync();
    const source = { file: world.stateFile, keyFile: join(world.folder, 'state.key') };
    const from = join(world.folder, 'backup.db');
    await backupState(source, from, systemClock);
    world.addPatient(901, { Surname: 'Новая', Name: 'Анна', MobilePhone: '+79267001122' });
    world.addPatient(902, { Surname: 'Новый', Name: 'Борис' });
    const lead = world.sandbox.crm.create({ name: 'Вера', phones: ['+79267001133'] });
    world.addPatient(903, { Name: 'Вера', MobilePhone: '+79267001133' });
    expect((await world.sync()).counts).toMatchObject({ created: 2, adopted: 1 });

    await restoreState(source, from, { wait: true }, systemClock);
    await world.restart();
    const alone = world.sync({ mode: { patients: [903 as PatientId] } });
    await expect(alone).rejects.toMatchObject({ code: 'DEEP_PASS_FIRST' });
    const before = world.contacts().length;
    const pass = await world.sync();
    expect(pass).toMatchObject({ mode: 'deep', reason: 'state-restored', outcome: 'ok' });
    expect(pass.counts).toMatchObject({ created: 0, relinked: 3 });
    expect(world.contacts()).toHaveLength(before);
    expect(world.notOnce()).toEqual([]);
    expect(world.contactOf(903).id).toBe(lead);
    expect(await world.sync()).toMatchObject({ mode: 'incremental', reason: null });
  });

  test.each([
    ['before', 0],
    ['after', 24],
  ] as const)(
    'counts what was carried out since the backup, %s the day is over',
    async (_words, hours) => {
      await using world = await World.open({ patients: 40 });
      world.sql("update Persons set City = 'Тверь'");
      await world.sync();
      const source = { file: world.stateFile, keyFile: join(world.folder, 'state.key') };
      const from = join(world.folder, 'backup.db');
      await backupState(source, from, systemClock);
      for (const id of [1, 2, 3, 4, 5, 6]) world.editPerson(id, { City: null });
      expect((await world.sync()).counts).toMatchObject({ updated: 6, postponed: 0 });

      await restoreState(source, from, { wait: true }, systemClock);
      await world.restart();
      await world.clock.advance(hours * 3_600_000);
      for (const id of [7, 8, 9]) world.editPerson(id, { City: null });
      const { counts } = await world.sync();
      expect(counts).toMatchObject({ postponed: hours === 0 ? 3 : 0 });
      const left = world.contacts().filter(({ fields }) => 'Город' in fields).length;
      expect(left).toBe(hours === 0 ? 34 : 31);
    },
  );

  test('stays a deep one until it has come to its end', async () => {
    await using world = await World.open({ patients: 6 });
    await world.sync();
    const source = { file: world.stateFile, keyFile: join(world.folder, 'state.key') };
    const from = join(world.folder, 'backup.db');
    await backupState(source, from, systemClock);
    await restoreState(source, from, { wait: true }, systemClock);
    await world.restart();
    world.addPatient(901, { Surname: 'Новая', Name: 'Анна' });
    world.addPatient(902, { Surname: 'Новый', Name: 'Борис' });
    expect(await world.sync({ limit: 1 })).toMatchObject({ mode: 'deep', counts: { created: 1 } });
    expect(await world.sync()).toMatchObject({ mode: 'deep', reason: 'state-restored' });
    expect(await world.sync()).toMatchObject({ mode: 'incremental' });
    expect(world.notOnce()).toEqual([]);
  });

  test('finds a contact whose create was not answered when the state was restored', async () => {
    await using world = await World.open({ patients: 4 });
    await world.sync();
    const source = { file: world.stateFile, keyFile: join(world.folder, 'state.key') };
    const from = join(world.folder, 'backup.db');
    await backupState(source, from, systemClock);
    world.addPatient(901, { Surname: 'Новая', Name: 'Анна' });
    world.sandbox.faults.add({
      match: { method: 'POST', path: '/api/v4/contacts' },
      fault: { kind: 'late-commit', ms: 30_000 },
    });
    const stop = new AbortController();
    const pass = world.sync({}, { signal: stop.signal });
    const writes = world.writes().length;
    while (world.writes().length === writes) await world.clock.sleep(50);
    stop.abort(new Error('stopped'));
    await expect(pass).rejects.toThrow();
    await restoreState(source, from, { wait: true }, systemClock);
    await world.restart();
    expect(await world.sync()).toMatchObject({ mode: 'deep', outcome: 'ok' });
    expect(world.notOnce()).toEqual([]);
  });
});
