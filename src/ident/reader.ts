import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { ExtraFields, FieldChoice } from '../contact/model/field-choice.ts';
import type { Patient, PatientId } from '../contact/model/patient.ts';
import type { PatientInput } from '../contact/model/table.ts';
import { wallClockAt } from '../contact/value/dates.ts';
import type { Reception } from '../visits/reception.ts';
import { type BranchChoice, idsOf } from './branches/branch-choice.ts';
import { type BranchCensus, BranchReader } from './branches/branch-reader.ts';
import { branchTableNames } from './branches/branch-tables.ts';
import type { ChangeCursor } from './changes/change-cursor.ts';
import { type ChangeScan, scanChanges } from './changes/change-scan.ts';
import {
  type ChangeSource,
  changeSources,
  describeChangeSources,
  watchableColumns,
} from './changes/change-source.ts';
import { dueSource } from './changes/due-source.ts';
import { OverlapMemory } from './changes/overlap-memory.ts';
import { hoursBefore } from './changes/stamp.ts';
import { computedOf, standing } from './computed/computed.ts';
import { ComputedReader } from './computed/computed-reader.ts';
import { openHours } from './computed/visits/booked.ts';
import type { Connection, DatabaseConfig } from './connection/connection.ts';
import type { ConnectionLane } from './connection/connection-lane.ts';
import { Queries } from './connection/queries.ts';
import { readServer, type ServerInfo, type ServerMoment } from './connection/server.ts';
import type { Ident, Probe, ReadAll } from './ident.ts';
import { type Inspection, inspectDatabase } from './inspect.ts';
import { openReadOnly } from './open-connection.ts';
import { type ListValues, readListValues } from './patients/list-values.ts';
import { computedSourcesOf } from './patients/parse-patient.ts';
import { type LookUp, PatientPages } from './patients/patient-pages.ts';
import type { PersonWords } from './patients/person-search.ts';
import { type Resolution, resolve, tablesOf } from './patients/resolve.ts';
import type { Profile } from './profiles/profile.ts';
import { nothingRemembered, type SourceMemory } from './profiles/source-memory.ts';
import { type Catalogue, readCatalogue } from './sql/catalogue.ts';
import { type SqlDialect, sqlDialect } from './sql/dialect.ts';
import { readKeyLooks } from './sql/key-looks.ts';
import { KnownCatalogue } from './sql/known-catalogue.ts';
import { billSource } from './visits/bills.ts';
import {
  type CountedReason,
  countCancelReasons,
  type Reading,
  readCancelReasons,
} from './visits/cancel-reasons.ts';
import { type EndedBooking, readEndedBookings } from './visits/ended-bookings.ts';
import {
  type ReceptionScan,
  receptionSources,
  scanReceptions,
} from './visits/reception-changes.ts';
import {
  type ReceptionReading,
  readReceptions,
  visitTableNames,
  type WantedReceptions,
} from './visits/receptions.ts';

export interface IdentOptions extends FieldChoice {
  readonly database: DatabaseConfig;
  readonly profile: Profile;
  /** Whose patients are wanted; absent: everybody. */
  readonly branches?: BranchChoice | undefined;
  /** Patients a page. */
  readonly pageSize?: number;
  /** Of the passes before, where one process makes many; else each scan reads its overlap anew. */
  readonly memory?: OverlapMemory | undefined;
  /** The same of receptions. */
  readonly receptionMemory?: OverlapMemory | undefined;
  /** The same of the columns; else each reader asks for them. */
  readonly catalogue?: KnownCatalogue | undefined;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn'>;
  /** Ends a statement at once, whatever the server does. */
  readonly signal?: AbortSignal | undefined;
  /** Whose connection it uses; absent: one of its own. */
  readonly lane?: Pick<ConnectionLane, 'open'> | undefined;
}

/** Some 2,000 parameters are left to a statement on SQL Server; a page of ids takes one each. */
const maxPageSize = 1_000;

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

/** What the catalogue told, and what follows from it. */
interface Schema {
  readonly catalogue: Catalogue;
  readonly pages: PatientPages;
  readonly branches: BranchReader;
  readonly sources: readonly ChangeSource[];
  readonly dialect: SqlDialect;
  readonly resolution: Resolution;
  readonly probe: Probe;
}

class IdentReader implements Ident {
  readonly #connection: Connection;
  readonly #options: IdentOptions;
  readonly #queries: Queries;
  readonly #catalogue: KnownCatalogue;
  #schema: Promise<Schema> | null = null;
  #sourceMemory = nothingRemembered;
  #moment: ServerMoment | null = null;
  /** The same, for receptions. */
  #receptionMoment: ServerMoment | null = null;

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

  async server(): Promise<ServerInfo> {
    this.#moment = await readServer(this.#queries);
    this.#receptionMoment = this.#moment;
    const { version, identity, now } = this.#moment;
    return { version, identity, now };
  }

  async probe(memory?: SourceMemory): Promise<Probe> {
    if (memory) {
      this.#sourceMemory = memory;
      this.#schema = null;
    }
    return (await this.#readSchema()).probe;
  }

  async count(): Promise<number> {
    return await (await this.#readSchema()).pages.count();
  }

  async *all(after?: PatientId, options?: ReadAll): AsyncGenerator<readonly Patient[], void> {
    if (options?.asAudit === true) this.#queries.pace();
    yield* (await this.#readSchema()).pages.all(after ?? null);
  }

  async byIds(ids: readonly PatientId[], among?: LookUp): Promise<readonly Patient[]> {
    return ids.length === 0 ? [] : await (await this.#readSchema()).pages.byIds(ids, among);
  }

  async withCardNumber(cardNumber: string): Promise<readonly PatientId[]> {
    return await (await this.#readSchema()).pages.withCardNumber(cardNumber);
  }

  async ofPerson(words: PersonWords): Promise<readonly PatientId[]> {
    return await (await this.#readSchema()).pages.ofPerson(words);
  }

  async newest(above: PatientId, below: number): Promise<readonly PatientId[]> {
    return await (await this.#readSchema()).pages.newest(above, below);
  }

  async endedBookings(ids: readonly PatientId[]): Promise<readonly EndedBooking[]> {
    return await readEndedBookings(await this.#reading(), ids, this.#clinicNow());
  }

  async changedSince(cursor: ChangeCursor | null): Promise<ChangeScan> {
    const { sources, dialect } = await this.#readSchema();
    // The moment that server() just told serves once: an earlier one only makes the scan reach further.
    const moment = this.#moment ?? (await readServer(this.#queries));
    this.#moment = null;
    const memory = this.#options.memory ?? new OverlapMemory();
    return await scanChanges(cursor, {
      ...{ queries: this.#queries, dialect, sources, moment, memory },
      clinicNow: this.#clinicNow(),
    });
  }

  async listValues(): Promise<ReadonlyMap<PatientInput, ListValues>> {
    const { resolution, dialect } = await this.#readSchema();
    return await readListValues(resolution, this.#queries, dialect);
  }

  async cancelReasons(): Promise<readonly CountedReason[] | null> {
    const reading = await this.#reading();
    const { extra } = this.#options;
    if (extra === undefined || !countsCancelled(extra)) return null;
    const reasons = await readCancelReasons(reading, extra.cancelReasons);
    return reasons && (await countCancelReasons(reading, reasons));
  }

  async billSource(): Promise<string | null> {
    return billSource(await this.#reading());
  }

  async receptions(
    wanted: WantedReceptions,
    how: ReceptionReading,
  ): Promise<readonly Reception[] | null> {
    const { branches, probe } = await this.#readSchema();
    const known = {
      tables: branches.tables,
      there: await branches.all(),
      // Where branches cannot be told everybody counts as in.
      chosen: probe.branches?.isReadable === true ? idsOf(probe.branches) : null,
    };
    return await readReceptions(await this.#reading(), wanted, known, how);
  }

  async changedReceptions(cursor: ChangeCursor | null): Promise<ReceptionScan | null> {
    const { dialect, catalogue } = await this.#readSchema();
    const sources = receptionSources(this.#options.profile.changes, catalogue);
    if (sources.length === 0) return null;
    // As for patients.
    const moment = this.#receptionMoment ?? (await readServer(this.#queries));
    this.#receptionMoment = null;
    const memory = this.#options.receptionMemory ?? new OverlapMemory();
    return await scanReceptions(cursor, {
      ...{ queries: this.#queries, dialect, sources, moment, memory },
      clinicNow: this.#clinicNow(),
    });
  }

  async branches(): Promise<BranchCensus | null> {
    return await (await this.#readSchema()).branches.census();
  }

  async inspect(): Promise<Inspection> {
    const { sources, catalogue } = await this.#readSchema();
    const tables = tablesOf(this.#options.profile, this.#options);
    return await inspectDatabase(this.#queries, tables, sources, catalogue);
  }

  async close(): Promise<void> {
    const schema = await this.#schema?.catch(() => null);
    schema?.pages[Symbol.dispose]();
    await this.#connection.close();
  }

  async #reading(): Promise<Reading> {
    const { catalogue, dialect } = await this.#readSchema();
    return { queries: this.#queries, dialect, catalogue };
  }

  /** A booking is ahead or behind by the clinic's clock, wherever its server stands. */
  #clinicNow(): string {
    const { clock, extra } = this.#options;
    return wallClockAt(clock.now(), extra?.timeZone ?? 'UTC');
  }

  /** Once per reader: columns do not come and go within a pass. A failure is asked again, not remembered. */
  async #readSchema(): Promise<Schema> {
    this.#schema ??= this.#loadSchema();
    try {
      return await this.#schema;
    } catch (error) {
      this.#schema = null;
      this.#catalogue.forget();
      throw error;
    }
  }

  async #loadSchema(): Promise<Schema> {
    const { profile, excluded, extra, log } = this.#options;
    const queries = this.#queries;
    const choice = this.#options.branches ?? null;
    const names = [
      ...new Set([...tablesOf(profile, { extra }), ...branchTableNames, ...visitTableNames]),
    ];
    const catalogue = await this.#catalogue.get(() => readCatalogue(queries, names));
    const dialect = sqlDialect(queries.flavor, catalogue);
    const branches = new BranchReader(catalogue, queries, dialect);
    const chosen = choice && (await branches.report(choice, this.#sourceMemory.branches));
    const { tables } = branches;
    const within = chosen && tables && { tables, ids: idsOf(chosen) };
    const reasons =
      extra && countsCancelled(extra)
        ? await readCancelReasons({ queries, dialect, catalogue }, extra.cancelReasons)
        : null;
    const computed = computedOf(
      catalogue,
      dialect,
      within,
      extra && { now: (hoursAgo = 0) => hoursBefore(this.#clinicNow(), hoursAgo), reasons },
    );
    const resolution = resolve(profile, catalogue, {
      computable: new Set(computed.sources.keys()),
      ...{ excluded, extra },
      memory: this.#sourceMemory,
      target: queries.target,
    });
    const isInput = (input: PatientInput) => resolution.inputs.has(input);
    const isRead = (input: PatientInput) =>
      (resolution.inputs.get(input)?.kind ?? 'columns') !== 'columns';
    const due = dueSource(catalogue, [
      ...(isInput('nextVisit') || isInput('nextDoctor') ? [0] : []),
      ...(isInput('openBookings') ? [openHours] : []),
    ]);
    const sources = [
      // Orders tell of branches, too, whether the field goes over or not.
      ...changeSources(
        profile.changes,
        catalogue,
        // What stands in a column of the patient changes with the patient alone.
        (input) => isRead(input) || (within !== null && input === 'branch'),
      ),
      ...(due === null ? [] : [due]),
    ];
    const pageSize = Math.min(this.#options.pageSize ?? 500, maxPageSize);
    const counted = new ComputedReader({
      queries,
      dialect,
      computed,
      wanted: [...computedSourcesOf(resolution.inputs), ...(within === null ? [] : [standing])],
      keyLooks: (tables) => readKeyLooks(queries, catalogue.schema, tables),
    });
    const pages = new PatientPages({
      queries,
      dialect,
      resolution,
      branches: within === null ? null : choice,
      pageSize,
      log,
      computed: counted,
      oddIds: this.oddIds,
    });
    const probe = {
      ...resolution.reports,
      branches: chosen,
      changeSources: describeChangeSources(sources),
      watchable: watchableColumns(profile.changes, catalogue),
    };
    return { catalogue, pages, branches, sources, dialect, resolution, probe };
  }
}

const countsCancelled = ({ fields }: ExtraFields): boolean =>
  fields.has('no_shows') || fields.has('cancellations');
