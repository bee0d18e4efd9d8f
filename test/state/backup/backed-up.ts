import { join } from 'node:path';
import { systemClock } from '../../../src/clock.ts';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { backupState } from '../../../src/state/backup/backup.ts';
import { restoreState } from '../../../src/state/backup/restore.ts';
import { StateFolder } from '../folder.ts';

export const one = 1 as PatientId;

export const restore = (folder: StateFolder, from: string, key?: string) =>
  restoreState(
    { file: folder.file, keyFile: folder.keyFile, ...(key === undefined ? {} : { key }) },
    from,
    { wait: false },
    systemClock,
  );

/** A state with a backup that is older than it. */
export async function backedUp() {
  const folder = new StateFolder();
  const state = await folder.open();
  await state.meta.set('accountId', 31);
  await state.meta.set('contactsSeen', 1);
  const from = join(folder.path, 'backup.db');
  await backupState(folder, from, systemClock);
  await state.meta.set('contactsSeen', 2);
  return { folder, state, from };
}

/** A backup of another installation: with another key. */
export async function foreignBackup(
  prepare: (folder: StateFolder) => Promise<void> = async () => {},
) {
  const folder = new StateFolder();
  const state = await folder.open();
  await state.meta.set('contactsSeen', 7);
  await prepare(folder);
  const from = join(folder.path, 'backup.db');
  await backupState(folder, from, systemClock);
  return { folder, state, from };
}
