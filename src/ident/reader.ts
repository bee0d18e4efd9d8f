import type { Patient } from '../contact/model/patient.ts';
import type { PatientId } from '../contact/model/patient-key.ts';
import { wallClockAt } from '../contact/value/dates.ts';
import { idsOf } from './branches/branch-choice.ts';
import { scanChanges } from './changes/change-scan.ts';
import { ScanMemory } from './changes/overlap-memory.ts';
import type { Connection } from './connection/connection.ts';
import { Queries, within } from './connection/queries.ts';
import { readServer, type ServerMoment } from './connection/server.ts';
import type { Ident, ReadAll } from './ident.ts';
import type { IdentOptions } from './ident-options.ts';
import { inspectDatabase } from './inspect.ts';
import { openReadOnly } from './open-connection.ts';
import { readListValues } from './patients/list-values.ts';
import { tablesOf } from './patients/resolve.ts';
import { nothingRemembered } from './profiles/source-memory.ts';
import { countsCancelled, loadSchema, type Schema } from './schema.ts';
import { KnownCatalogue } from './sql/known-catalogue.ts';
import { billSource } from './visits/bills.ts';
import { readBooked } from './visits/booked-receptions.ts';
import { countCancelReasons, readCancelReasons } from './visits/cancel-reasons.ts';
import { tellsDebts } from './visits/debts.ts';
import { readEndedBookings } from './visits/ended-bookings.ts';
import { receptionSources, scanReceptions } from './visits/reception-changes.ts';
import type { KnownBranches } from './visits/reception-facts.ts';
import { readReceptions } from './visits/receptions.ts';

/**
 * Opens the clinic's database for one pass. Nothing is asked of a SQL Server before the first call of a method.
 *
 * @throws IdentError when an SQLite file cannot be opened.
 */
export async function createIdent(options: IdentOptions): Promise<Ident> {
  const { database, lane, log } = options;
  const open = () => openReadOnly(database, { log });
  return new IdentReader(await (lane ? lane.open(open) : open()), options);
}

type Moments = Readonly<Record<keyof ScanMemory, ServerMoment | null>>;

class IdentReader implements Ident {
  readonly #connection: Connection;
  readonly #options: IdentOptions;
  readonly #queries: Queries;
  readonly #catalogue: KnownCatalogue;
  #schema: Promise<Schema> | null = null;
  #sourceMemory = nothingRemembered;
  /** What `server()` told, for one scan of each. */
  #moments: Moments = { patients: null, receptions: null };

  constructor(connection: Connection, options: IdentOptions) {
    this.#connection = connection;
    this.#options = options;
    const { clock, log, signal } = options;
    this.#catalogue = options.catalogue ?? new KnownCatalogue(clock);
    const onFailure = () => this.#catalogue.forget();
    this.#queries = new Queries({ connection, clock, log, signal, onFailure });
  }

  readonly oddIds = new Set<string>();

  get queryMs(): number {
    return this.#queries.ms;
  }

  get statements(): number {
    return this.#queries.statements;
  }

  server: Ident['server'] = async () => {
    const moment = await readServer(this.#queries);
    this.#moments = { patients: moment, receptions: moment };
    const { version, identity, now } = moment;
    return { version, identity, now };
  };

  probe: Ident['probe'] = async (memory) => {
    if (memory) {
      this.#sourceMemory = memory;
      this.#schema = null;
    }
    return (await this.#readSchema()).probe;
  };

  count: Ident['count'] = async () => await (await this.#readSchema()).pages.count();

  async *all(after?: PatientId, options?: ReadAll): AsyncGenerator<readonly Patient[], void> {
    if (options?.asAudit === true) this.#queries.pace();
    yield* (await this.#readSchema()).pages.all(after ?? null);
  }

  byIds: Ident['byIds'] = async (ids, among) =>
    ids.length === 0 ? [] : await (await this.#readSchema()).pages.byIds(ids, among);

  withCardNumber: Ident['withCardNumber'] = async (cardNumber) =>
    await (await this.#readSchema()).pages.withCardNumber(cardNumber);

  ofPerson: Ident['ofPerson'] = async (words) =>
    await (await this.#readSchema()).pages.ofPerson(words);

  newest: Ident['newest'] = async (above, below) =>
    await (await this.#readSchema()).pages.newest(above, below);

  endedBookings: Ident['endedBookings'] = async (ids) =>
    await readEndedBookings(await this.#readSchema(), ids, this.#clinicNow());

  changedSince: Ident['changedSince'] = async (cursor) => {
    const { sources } = await this.#readSchema();
    return await scanChanges(cursor, { sources, ...(await this.#scanOf('patients')) });
  };

  listValues: Ident['listValues'] = async () => {
    const { resolution, catalogue } = await this.#readSchema();
    return await readListValues(resolution, this.#queries, catalogue.dialect);
  };

  cancelReasons: Ident['cancelReasons'] = async () => {
    const reading = await this.#readSchema();
    const { extra } = this.#options;
    if (extra === undefined || !countsCancelled(extra)) return null;
    const reasons = await readCancelReasons(reading, extra.cancelReasons);
    return reasons && (await countCancelReasons(reading, reasons));
  };

  billSource: Ident['billSource'] = async () => billSource(await this.#readSchema());

  receptions: Ident['receptions'] = async (wanted, how) => {
    const known = await this.#knownBranches();
    const { catalogue, queries: all } = await this.#readSchema();
    const queries = how.withinMs === undefined ? all : within(all, how.withinMs);
    return await readReceptions({ catalogue, queries }, wanted, known, how);
  };

  booked: Ident['booked'] = async (period, how) => {
    const known = await this.#knownBranches();
    // A figure for people is no haste: the server has peace after each statement (I6).
    this.#queries.pace();
    return await readBooked(await this.#readSchema(), period, known, how);
  };

  tellsDebts: Ident['tellsDebts'] = async () => tellsDebts(await this.#readSchema());

  async #knownBranches(): Promise<KnownBranches> {
    const { branches, probe } = await this.#readSchema();
    return {
      tables: branches.tables,
      there: await branches.all(),
      // Where branches cannot be told everybody counts as in.
      chosen: probe.branches?.isReadable === true ? idsOf(probe.branches) : null,
    };
  }

  changedReceptions: Ident['changedReceptions'] = async (cursor) => {
    const { catalogue } = await this.#readSchema();
    const sources = receptionSources(this.#options.profile.changes, catalogue);
    if (sources.length === 0) return null;
    return await scanReceptions(cursor, { sources, ...(await this.#scanOf('receptions')) });
  };

  async #scanOf(what: keyof Moments) {
    // The moment that server() just told serves once: an earlier one only makes the scan reach further.
    const moment = this.#moments[what] ?? (await readServer(this.#queries));
    this.#moments = { ...this.#moments, [what]: null };
    return {
      queries: this.#queries,
      dialect: (await this.#readSchema()).catalogue.dialect,
      moment,
      memory: (this.#options.memory ?? new ScanMemory())[what],
      clinicNow: this.#clinicNow(),
    };
  }

  branches: Ident['branches'] = async () => await (await this.#readSchema()).branches.census();

  inspect: Ident['inspect'] = async () => {
    const { sources, catalogue } = await this.#readSchema();
    const tables = tablesOf(this.#options.profile, this.#options);
    return await inspectDatabase(this.#queries, tables, sources, catalogue);
  };

  async close(): Promise<void> {
    const schema = await this.#schema?.catch(() => null);
    schema?.pages[Symbol.dispose]();
    await this.#connection.close();
  }

  /** A booking is ahead or behind by the clinic's clock, wherever its server stands. */
  #clinicNow(): string {
    const { clock, extra } = this.#options;
    return wallClockAt(clock.now(), extra?.timeZone ?? 'UTC');
  }

  /** Once per reader: columns do not come and go within a pass. A failure is asked again, not remembered. */
  async #readSchema(): Promise<Schema> {
    this.#schema ??= loadSchema({
      options: this.#options,
      queries: this.#queries,
      columns: this.#catalogue,
      memory: this.#sourceMemory,
      clinicNow: () => this.#clinicNow(),
      oddIds: this.oddIds,
    });
    try {
      return await this.#schema;
    } catch (error) {
      this.#schema = null;
      this.#catalogue.forget();
      throw error;
    }
  }
}
