import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { backupState } from '../../src/state/backup/backup.ts';
import { restoreState } from '../../src/state/backup/restore.ts';
import { openState } from '../../src/state/open-state.ts';

test('a restore brings back no user who was removed, and no role that was taken', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'users-'));
  const source = { file: join(folder, 'state.db'), keyFile: join(folder, 'state.key') };
  const user = { clinics: ['Alpha'], password: null, since: 1 } as const;
  const backup = join(folder, 'copy.db');
  {
    await using state = await openState(source, systemClock);
    for (const name of ['Anna', 'Olga']) await state.users.set({ ...user, name, role: 'operate' });
    await backupState(source, backup, systemClock);
    await state.users.remove('anna');
    await state.users.set({ ...user, name: 'OLGA', role: 'look' });
  }
  await restoreState(source, backup, { wait: false }, systemClock);
  await using state = await openState(source, systemClock);
  expect(await state.users.all()).toEqual([{ ...user, name: 'OLGA', role: 'look' }]);
});
