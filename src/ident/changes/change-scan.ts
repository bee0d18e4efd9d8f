import type { PatientId } from '../../contact/model/patient-key.ts';
import type { Queries, Row } from '../connection/queries.ts';
import type { ServerMoment } from '../connection/server.ts';
import type { SqlDialect } from '../sql/dialect.ts';
import { rowId } from '../sql/parse-cell.ts';
import type { ChangeCursor } from './change-cursor.ts';
import { dueScan, rowversionScan, stampName, stampPositions, stampScan } from './change-queries.ts';
import { type ChangeSource, cursorKeys, type StampSource } from './change-source.ts';
import type { OverlapMemory, ScannedGroup } from './overlap-memory.ts';
import { earliestStamp, isBehind, lowerBound, normaliseStamp } from './stamp.ts';

/** The ids that may have changed since a cursor. */
export interface ChangeScan {
  /** Ascending, each once. Reading one too many costs nothing: the diff drops what is unchanged. */
  readonly ids: readonly PatientId[];
  /** To be stored only once all of `ids` are acknowledged or queued. */
  readonly next: ChangeCursor;
  /**
   * `first`: there was no cursor. `restored`: a rowversion or clock lies behind the cursor, the database came from a
   * backup. `sources-changed`: other stamps than the cursor knows. In each case `ids` is empty and a deep pass is due.
   */
  readonly reset: 'first' | 'restored' | 'sources-changed' | null;
}

/** What a scan needs of its database. */
export interface ScanContext {
  readonly queries: Queries;
  readonly dialect: SqlDialect;
  readonly sources: readonly ChangeSource[];
  /** Read before the scan: what commits meanwhile belongs to the next one. */
  readonly moment: ServerMoment;
  readonly memory: OverlapMemory;
  /** The clinic's wall clock, `YYYY-MM-DDTHH:MM:SS`. */
  readonly clinicNow: string;
}

type Positions = Record<string, string>;

/** Whether the rows that a cursor was taken from, which every scan covers, are still there; `none`: it had none. */
type Landmark = 'there' | 'gone' | 'none';

/**
 * The patients that may have changed since a cursor, one statement a table (I6). Without a usable cursor: where the
 * sources stand now, so that the deep pass which is then due can be followed by incremental ones.
 */
export async function scanChanges(
  cursor: ChangeCursor | null,
  context: ScanContext,
): Promise<ChangeScan> {
  const unusable = resetOf(cursor, context);
  if (cursor === null || unusable) return await fresh(unusable ?? 'first', context);
  const { sources, moment } = context;
  const ids = new Set<PatientId>();
  const positions: Positions = {};
  const landmarks = new Set<Landmark>();
  const groups: ScannedGroup[] = [];
  const known = context.memory.known(cursor, moment.now);
  for (const source of sources) {
    const scan = await scanSource(source, cursor.sources, context);
    for (const { id, key } of scan.groups) if (id !== null && !known.has(key)) ids.add(id);
    groups.push(...scan.groups);
    Object.assign(positions, scan.positions);
    landmarks.add(scan.landmark);
  }
  // One row may have been deleted; all of them gone at once, in every table: the database is an older one, though its
  // clock runs on.
  if (landmarks.has('gone') && !landmarks.has('there')) return await fresh('restored', context);
  const next: ChangeCursor = { sources: positions, at: moment.now };
  context.memory.keep(next, groups, known);
  return { ids: [...ids].sort((a, b) => a - b), next, reset: null };
}

function resetOf(
  cursor: ChangeCursor | null,
  { sources, moment }: ScanContext,
): ChangeScan['reset'] {
  if (cursor === null) return 'first';
  const known = sources.flatMap(cursorKeys).sort();
  if (known.join() !== Object.keys(cursor.sources).sort().join()) return 'sources-changed';
  if (isBehind(moment.now, cursor.at)) return 'restored';
  const isAhead = sources.some(
    (source) =>
      source.kind === 'rowversion' &&
      (cursor.sources[cursorKeys(source)[0] ?? ''] ?? '') > (moment.rowversion ?? ''),
  );
  return isAhead ? 'restored' : null;
}

async function fresh(
  reset: NonNullable<ChangeScan['reset']>,
  { queries, dialect, sources, moment, clinicNow }: ScanContext,
): Promise<ChangeScan> {
  const positions: Positions = {};
  for (const source of sources) {
    const keys = cursorKeys(source);
    if (source.kind !== 'stamps') {
      for (const key of keys) {
        positions[key] = source.kind === 'due' ? clinicNow : (moment.rowversion ?? '');
      }
      continue;
    }
    const now = moment.now.slice(0, 19);
    const rows = await queries.run(source.table, stampPositions(source, now, dialect));
    const stamped = rows.map((row) => stampsOf(row, source));
    keys.forEach((key, index) => {
      positions[key] = latestStamp(stamped, index, moment.now) ?? earliestStamp;
    });
  }
  return { ids: [], next: { sources: positions, at: moment.now }, reset };
}

interface PatientGroup extends ScannedGroup {
  readonly id: PatientId | null;
}

interface SourceScan {
  readonly groups: readonly PatientGroup[];
  readonly positions: Positions;
  readonly landmark: Landmark;
}

async function scanSource(
  source: ChangeSource,
  cursor: Positions,
  { queries, dialect, moment, clinicNow }: ScanContext,
): Promise<SourceScan> {
  const at = (key: string) => cursor[key] ?? earliestStamp;
  const keys = cursorKeys(source);
  const [key = ''] = keys;
  if (source.kind === 'due') {
    // A clock that was put back passes nothing a second time.
    const upTo = later(clinicNow, at(key));
    const rows = await queries.run(
      source.table,
      dueScan(source, { above: at(key), upTo }, dialect),
    );
    return { groups: rows.map(unstamped), positions: { [key]: upTo }, landmark: 'none' };
  }
  if (source.kind === 'rowversion') {
    const rows = await queries.run(source.table, rowversionScan(source, at(key), dialect));
    return {
      groups: rows.map(unstamped),
      positions: { [key]: moment.rowversion ?? at(key) },
      landmark: 'none',
    };
  }
  const since = keys.map((key) => lowerBound(at(key)));
  const rows = await queries.run(source.table, stampScan(source, since, dialect));
  const stamped = rows.map((row) => stampsOf(row, source));
  const latest = keys.map((_, index) => latestStamp(stamped, index, moment.now) ?? earliestStamp);
  return {
    groups: rows.map((row, index) => groupOf(row, stamped[index] ?? [], source)),
    positions: Object.fromEntries(
      keys.map((key, index) => [key, later(latest[index] ?? earliestStamp, at(key))]),
    ),
    landmark: landmarkOf(keys.map(at), latest),
  };
}

/** Nothing of these is ever read twice. */
const unstamped = (row: Row): PatientGroup => ({ id: rowId(row), key: '', latest: null });

function landmarkOf(before: readonly string[], latest: readonly string[]): Landmark {
  const marks = before.map((stamp, index) => ({ stamp, latest: latest[index] ?? earliestStamp }));
  const real = marks.filter(({ stamp }) => stamp !== earliestStamp);
  if (real.length === 0) return 'none';
  return real.some((mark) => mark.latest >= mark.stamp) ? 'there' : 'gone';
}

function later(one: string, other: string): string {
  return one > other ? one : other;
}

/** A row's stamps in the order of the source's columns; null where there is none. */
type Stamps = readonly (string | null)[];

const stampsOf = (row: Row, { columns }: StampSource): Stamps =>
  columns.map((_, index) => normaliseStamp(row[stampName(index)]));

/** The latest stamp of a column, but never one of the future: it would hide all that comes until then. */
function latestStamp(rows: readonly Stamps[], index: number, now: string): string | null {
  let latest: string | null = null;
  for (const stamps of rows) {
    const stamp = stamps[index] ?? null;
    if (stamp === null) continue;
    const past = stamp > now ? now : stamp;
    if (latest === null || past > latest) latest = past;
  }
  return latest;
}

function groupOf(row: Row, stamps: Stamps, { table, columns }: StampSource): PatientGroup {
  const id = rowId(row);
  const latest = stamps.reduce(
    (most, stamp) => ((stamp ?? '') > (most ?? '') ? stamp : most),
    null,
  );
  return {
    id,
    key: [table, id, ...stamps, row['n']].join('|'),
    // A day or a minute is stamped alike many times over.
    latest: columns.every(({ type }) => isFine(type)) ? latest : null,
  };
}

const isFine = (type: string): boolean => type.startsWith('datetime');
