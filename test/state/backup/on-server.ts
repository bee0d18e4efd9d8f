import { join } from 'node:path';
import { systemClock } from '../../../src/clock.ts';
import { backupState } from '../../../src/state/backup/backup.ts';
import { restoreState } from '../../../src/state/backup/restore.ts';
import type { StateKeySource } from '../../../src/state/file/state-key.ts';
import { StateFolder } from '../folder.ts';

export async function sourceOf(folder: StateFolder): Promise<StateKeySource> {
  const server = await folder.onServer();
  return { file: folder.file, keyFile: folder.keyFile, ...(server && { server }) };
}

export const restore = async (folder: StateFolder, from: string) =>
  await restoreState(await sourceOf(folder), from, { wait: false }, systemClock);

/** A state on a server with a backup that is older than it. */
export async function backedUp() {
  const folder = new StateFolder('PostgreSQL');
  const state = await folder.open();
  await state.meta.set('accountId', 31);
  await state.meta.set('contactsSeen', 1);
  const from = join(folder.path, 'copies', 'backup.db');
  await backupState(await sourceOf(folder), from, systemClock);
  await state.meta.set('contactsSeen', 2);
  return { folder, state, from };
}

export const pair = (name: string) => ({
  ...{ accessToken: `access ${name}`, refreshToken: `refresh ${name}` },
  ...{ issuedAt: 1, expiresAt: 2 },
});
