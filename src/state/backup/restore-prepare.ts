import { rmSync } from 'node:fs';
import { Kysely } from 'kysely';
import type { Clock } from '../../clock.ts';
import { openSqlite } from '../../sqlite/sqlite-dialect.ts';
import { Meta, stateRestored } from '../account/meta.ts';
import { Users } from '../account/users.ts';
import { stateFailure, statementFailure } from '../file/state-failure.ts';
import { bringToShape } from '../shape/bring-to-shape.ts';
import type { StateTables } from '../shape/schema.ts';
import { closeCopy } from './backup-copy.ts';
import {
  hasNewerPair,
  keepActions,
  keepForgotten,
  keepGuarded,
  keepIntents,
  keepLateUpdates,
  keepPresentOnly,
  keepTokens,
  keepUsers,
} from './restore-keep.ts';
import type { Present, SoundState } from './restore-present.ts';
import { copyFrom, databaseParts } from './whole-in-file.ts';

interface Preparation {
  readonly backup: string;
  /** The backup's, and from now on the state's. */
  readonly key: string;
  readonly present: Present;
  /** Where it is made. */
  readonly file: string;
  /** Who restores, for those who wait. */
  readonly holder: { readonly pid: number; readonly host: string; readonly command: string };
}

/**
 * Makes the state that shall be: the backup in this version's shape, with what the present state knows better, and due
 * for a comparison of everything before it creates anything.
 *
 * @returns whether the present token pair was the newer one, and whether it is the backup that says who opens the page.
 */
export async function prepareState(
  { backup, key, present, file, holder }: Preparation,
  clock: Clock,
): Promise<{ readonly keptTokens: boolean; readonly doorOfBackup: boolean }> {
  removeDatabase(file);
  await copyFrom(backup, file, clock);
  const { database, dialect } = openSqlite(file, {
    failure: (error) => statementFailure(error, file),
  });
  let keptTokens = false;
  let doorOfBackup = false;
  try {
    using _ = database;
    const db = new Kysely<StateTables>({ dialect });
    await bringToShape(db);
    await db.transaction().execute(async (tx) => {
      const meta = new Meta(tx);
      await meta.doubt(stateRestored);
      await meta.clear('moved');
      const lock = { name: 'pass', ...holder, since: clock.now(), token: '' };
      const rows = present.kind === 'sound' ? present.rows : null;
      await keepPresentOnly(tx, {
        pauses: rows?.pauses ?? [],
        lock_holder: [...serviceOf(rows), lock],
      });
      if (present.kind !== 'sound' || rows === null) {
        const users = await new Users(tx).all();
        doorOfBackup = users.length > 0 || (await meta.get('dashboardPassword')) !== undefined;
        return;
      }
      const isPresentPair = !(await hasNewerPair(tx, rows.tokens));
      keptTokens = await keepTokens(tx, rows.tokens, { from: present.key, to: key });
      // What is known of the present pair holds for it alone: a newer one of the backup is behind nothing.
      if (present.tokensBehind === null || !isPresentPair) await meta.clear('tokensBehind');
      else await meta.set('tokensBehind', present.tokensBehind);
      await keepForgotten(tx, rows.forgotten);
      await keepGuarded(tx, rows.guarded_changes);
      if (present.users !== null) await keepUsers(tx, present.users);
      // A password that was changed since, perhaps for a reason, does not come back.
      if (present.pagePassword === null) await meta.clear('dashboardPassword');
      else await meta.set('dashboardPassword', present.pagePassword);
      await keepActions(tx, present.actions);
      await keepIntents(tx, rows.intents, present.key === key);
      if (present.key === key) await keepLateUpdates(tx, rows.late_updates);
    });
  } catch (error) {
    throw stateFailure(error, file);
  }
  closeCopy(file);
  return { keptTokens, doorOfBackup };
}

/** A service that works on this state goes on doing so. */
const serviceOf = (rows: SoundState['rows'] | null) =>
  rows?.lock_holder.filter(({ name }) => name === 'service') ?? [];

export function removeDatabase(file: string): void {
  for (const part of ['', ...databaseParts]) rmSync(`${file}${part}`, { force: true });
}
