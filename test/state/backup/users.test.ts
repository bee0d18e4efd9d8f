import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { backupState } from '../../../src/state/backup/backup.ts';
import { restoreState } from '../../../src/state/backup/restore.ts';
import { openState } from '../../../src/state/open-state.ts';

test('a restore brings back no user who was removed, no role that was taken, and no password of the page that was changed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'users-'));
  const place = (name: string) => ({
    file: join(folder, name, 'state.db'),
    keyFile: join(folder, name, 'state.key'),
  });
  const source = place('here');
  const user = { clinics: ['Alpha'], password: null, since: 1 } as const;
  const backup = join(folder, 'copy.db');
  {
    await using state = await openState(source, systemClock);
    for (const name of ['Anna', 'Olga']) await state.users.set({ ...user, name, role: 'operate' });
    await state.meta.set('dashboardPassword', 'the leaked one');
    await backupState(source, backup, systemClock);
    await state.users.remove('anna');
    await state.users.set({ ...user, name: 'OLGA', role: 'look' });
    await state.meta.set('dashboardPassword', 'the new one');
  }
  const restored = async (to = source) => {
    const { doorOfBackup } = await restoreState(to, backup, { wait: false }, systemClock);
    await using state = await openState(to, systemClock);
    const [users, password] = [await state.users.all(), await state.meta.get('dashboardPassword')];
    return { doorOfBackup, users: users.map(({ name, role }) => `${name} ${role}`), password };
  };
  expect(await restored()).toEqual({
    ...{ doorOfBackup: false, users: ['OLGA look'], password: 'the new one' },
  });
  {
    await using state = await openState(source, systemClock);
    await state.meta.clear('dashboardPassword');
  }
  expect(await restored()).toMatchObject({ password: undefined });
  // On another computer there is but the backup to go by, and that is told.
  expect(await restored(place('elsewhere'))).toEqual({
    ...{ doorOfBackup: true, users: ['Anna operate', 'Olga operate'], password: 'the leaked one' },
  });
});
