import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import type { ContactId } from '../../../src/amocrm/model/model.ts';
import { systemClock } from '../../../src/clock.ts';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { backupState } from '../../../src/state/backup/backup.ts';
import { checkState } from '../../../src/state/check/check-state.ts';
import { homes } from '../../support/postgres/test-schema.ts';
import { StateFolder } from '../folder.ts';
import { killed } from './killed.ts';

const kills = 4;

function integrity(file: string): unknown {
  const database = new DatabaseSync(file);
  const row = database.prepare('pragma integrity_check').get();
  database.close();
  return row?.['integrity_check'];
}

test('a process killed at any moment of writing leaves a whole state with all that it had committed', async () => {
  await using folder = new StateFolder();
  let committed = 0;
  for (let kill = 1; kill <= kills; kill += 1) {
    const { said } = await killed('writer.child.ts', folder.path, Math.random() * 60);
    committed = Math.max(committed, ...said);
    expect(integrity(folder.file)).toBe('ok');
    const state = await folder.open();
    const links = await state.links.count();
    // The last one may be committed and not yet told.
    expect([committed, committed + 1]).toContain(links);
    expect(await state.meta.get('highestContactId')).toBe(10_000 + links);
    expect(await state.links.ofPatients([links as PatientId])).toHaveProperty('size', 1);
    await folder.close();
    committed = links;
    expect(checkState(folder).findings).toEqual([]);
  }
  expect(committed).toBeGreaterThanOrEqual(kills);
});

/** Some restores take place in it. */
const longestMs = { SQLite: 120, PostgreSQL: 900 } as const;

test.each(homes)(
  'a restore killed at any moment leaves the old state or the new one, each with its key: on %s',
  async (home) => {
    await using folder = new StateFolder(home);
    const server = await folder.onServer();
    for (const [name, contacts] of [
      ['even', 20_000],
      ['odd', 10_000],
    ] as const) {
      await using other = new StateFolder();
      const state = await other.open();
      await state.transaction(async (tx) => {
        await tx.meta.set('contactsSeen', contacts);
        for (let n = 1; n <= 400; n += 1) {
          const hash = String(n).padStart(16, '0');
          await tx.links.save({
            patientId: n as PatientId,
            contactId: (contacts + n) as ContactId,
            status: 'linked',
            acknowledged: new Map(Array.from({ length: 26 }, (_, at) => [`field-${at}`, hash])),
            ...{ ownForm: new Map(), phones: [], emails: [] },
          });
        }
      });
      await backupState(other, join(folder.path, `${name}.db`), systemClock);
    }
    let restored = 0;
    for (let kill = 1; kill <= kills; kill += 1) {
      const { said } = await killed(
        'restore.child.ts',
        folder.path,
        Math.random() * longestMs[home],
        ...(server === null ? [] : [JSON.stringify(server)]),
      );
      restored += said.length;
      // Its lock is free, its key fits, and it is one of the two from end to end.
      const state = await folder.open();
      const contacts = await state.meta.get('contactsSeen');
      expect([10_000, 20_000]).toContain(contacts);
      expect(await state.links.count()).toBe(400);
      for await (const page of state.links.pages(400)) {
        const distances = page.map((link) => link.contactId - link.patientId);
        expect(new Set(distances)).toEqual(new Set([contacts]));
      }
      const held = await state.passLock.acquire({ command: 'sync', wait: false });
      held.release();
      await folder.close();
      if (server !== null) continue;
      expect(integrity(folder.file)).toBe('ok');
      expect(checkState(folder)).toMatchObject({ ok: true, links: 400 });
    }
    expect(restored).toBeGreaterThanOrEqual(kills);
    const names = readdirSync(folder.path);
    expect(names.filter((name) => name.includes('before-restore')).length).toBeGreaterThan(0);
  },
  90_000,
);
