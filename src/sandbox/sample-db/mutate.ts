import { faker } from '@faker-js/faker/locale/ru';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { AnyTables, Connection, Flavor } from '../../ident/connection/connection.ts';
import { assertSeed, assertWithin } from './create.ts';
import { type ChangeKind, playChange } from './day/clinic-day.ts';
import type { Day } from './day/day.ts';
import { type PlayedReceptions, playReceptions, type Receptions } from './day/reception-day.ts';
import { SampleDbError, sampleDbErrors } from './errors.ts';
import type { SampleTables } from './schema.ts';

export interface MutateOptions {
  readonly changes: number;
  /** The same seed on the same rows makes the same changes, but for their time. */
  readonly seed: number;
  /**
   * The clinic's present wall clock, `YYYY-MM-DD HH:MM:SS[.fff]` (or with a T). By default the
   * database's own clock; an SQLite file has none, so there it is the machine's local time.
   */
  readonly now?: string;
}

export interface Mutations {
  /** How often each kind of change was played; kinds that were not are absent. */
  readonly kinds: Readonly<Partial<Record<ChangeKind, number>>>;
  /** Whose contact must look different now; ascending, each once. */
  readonly patientIds: readonly number[];
}

/**
 * Plays a stretch of a clinic's day in a sample database, stamped with the database's present time, in one
 * transaction.
 *
 * @throws SampleDbError when the database was not made by {@link createSampleDatabase}: never touch a clinic's own.
 */
export async function mutateSampleDatabase(
  connection: Connection,
  { changes, seed, now }: MutateOptions,
): Promise<Mutations> {
  assertWithin('--changes', changes, 0, 1_000_000);
  assertSeed(seed);
  const kinds: Partial<Record<ChangeKind, number>> = {};
  const patientIds = new Set<number>();
  await inSampleDay(connection, { seed, now }, async (day) => {
    for (let i = 0; i < changes; i++) {
      const { kind, patientId } = await playChange(day, i);
      kinds[kind] = (kinds[kind] ?? 0) + 1;
      patientIds.add(patientId);
    }
  });
  return { kinds, patientIds: [...patientIds].sort((a, b) => a - b) };
}

/**
 * Plays what becomes of receptions in a sample database: bookings, arrivals, bills, cancellations and moves, at its present
 * time, in one transaction.
 *
 * @throws SampleDbError as {@link mutateSampleDatabase}
 */
export async function bookInSampleDatabase(
  connection: Connection,
  wanted: Receptions & Pick<MutateOptions, 'seed' | 'now'>,
): Promise<PlayedReceptions> {
  assertSeed(wanted.seed);
  return await inSampleDay(connection, wanted, (day) => playReceptions(day, wanted));
}

async function inSampleDay<T>(
  connection: Connection,
  { seed, now }: { readonly seed: number; readonly now?: string | undefined },
  play: (day: Day) => Promise<T>,
): Promise<T> {
  const { flavor, target } = connection;
  if (!(await isSample(connection.db))) {
    throw new SampleDbError(sampleDbErrors.notSample({ database: target.database }));
  }
  return await connection.db.transaction().execute(
    async (trx) =>
      await play({
        db: trx as unknown as Kysely<SampleTables>, // the mark says that these are its tables
        flavor,
        faker,
        seed,
        now: now?.replace('T', ' ') ?? (await presentTime(trx, flavor)),
      }),
  );
}

async function isSample(db: Kysely<AnyTables>): Promise<boolean> {
  const tables = await db.introspection.getTables();
  return tables.some(({ name }) => name === 'SampleDatabase');
}

/** The database's wall clock, cut to the 10 ms that every stamp column holds exactly. */
async function presentTime(db: Transaction<AnyTables>, flavor: Flavor): Promise<string> {
  const clock =
    flavor === 'mssql'
      ? sql<{ now: string }>`select left(convert(nvarchar(27), sysdatetime(), 121), 22) as now`
      : sql<{
          now: string;
        }>`select substr(strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime'), 1, 22) as now`;
  const { rows } = await clock.execute(db);
  return `${rows[0]?.now ?? ''}0`;
}
