import type { DatabaseSync } from 'node:sqlite';
import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { StateError, stateErrors } from '../file/errors.ts';
import { migrations } from './migrations.ts';
import type { StateTables } from './schema.ts';

/** The table of the steps that were taken. */
export const steps = 'kysely_migration';

/**
 * How the name of a step ends that only adds, such as tables or columns that nobody has to fill: in a fleet machines of the
 * build before, which do not know it, go on with the state beside those that do.
 */
const adds = '+';

/** To look is a tenth of what Kysely takes to find nothing to do. */
export function isInShape(taken: readonly string[]): boolean {
  const known = new Set(taken);
  return Object.keys(migrations).every((name) => known.has(name));
}

/**
 * Refuses a file that is not ours to write to, before anything of it is touched: another program's database, or a state
 * that a newer version has brought to a shape unknown here. (Kysely itself lists only the steps that it knows.)
 *
 * @returns the steps that were taken.
 * @throws StateError STATE_UNREADABLE, STATE_NEWER.
 */
export function refuseForeign(database: DatabaseSync, file: string): readonly string[] {
  const tables = database
    .prepare("select name from sqlite_master where type = 'table'")
    .all()
    .map(({ name }) => name);
  if (tables.length === 0) return [];
  if (!tables.includes(steps)) throw new StateError(stateErrors.notAState({ state: file }));
  const rows = database.prepare(`select name from ${steps}`).all();
  const taken = rows.map(({ name }) => String(name));
  refuseNewer(taken, file);
  return taken;
}

/** For whoever has to know all of a state, as a copy of it does. @throws StateError STATE_NEWER */
export function refuseNewer(taken: readonly string[], state: string): void {
  if (unknownOf(taken).length > 0) throw new StateError(stateErrors.newer({ state }));
}

/** For whoever works on beside a newer build: steps that only add are none of its business. @throws StateError STATE_NEWER */
export function refuseChanged(taken: readonly string[], state: string): void {
  if (unknownOf(taken).some((name) => !name.endsWith(adds))) {
    throw new StateError(stateErrors.newer({ state }));
  }
}

const unknownOf = (taken: readonly string[]): readonly string[] =>
  taken.filter((name) => !Object.hasOwn(migrations, name));

/** Takes the steps that are missing. */
export async function bringToShape(
  db: Kysely<StateTables>,
  {
    schema,
    upTo,
  }: {
    /** Where the tables are, on a server. */
    readonly schema?: string;
    /** The last step to take; absent: all. */
    readonly upTo?: string;
  } = {},
): Promise<void> {
  const migrator = new Migrator({
    db,
    migrationTableName: steps,
    ...(schema !== undefined && { migrationTableSchema: schema }),
    provider: { getMigrations: async () => ({ ...migrations }) },
  });
  const { error } =
    upTo === undefined ? await migrator.migrateToLatest() : await migrator.migrateTo(upTo);
  if (error !== undefined) throw error;
}
