import { sql } from 'kysely';
import { chunks } from '../../chunks.ts';
import type { PatientId } from '../../contact/model/patient.ts';
import type { Reception, ReceptionId } from '../../visits/reception.ts';
import type { VisitWindow } from '../../visits/visit-plan.ts';
import { isMarked, momentOf } from '../computed/tallies/marks.ts';
import type { Row } from '../connection/queries.ts';
import { isThere, ref, type Sql } from '../sql/dialect.ts';
import { idList } from '../sql/id-list.ts';
import { integerOf, parseWallClock } from '../sql/parse-cell.ts';
import type { Reading } from './cancel-reasons.ts';

/** The columns that tell each stamp. */
const stamps = {
  cancelled: ['ReceptionCanceled', 'ID_ReceptionCancelReasons'],
  appeared: ['PatientAppeared'],
  started: ['ReceptionStarted'],
  ended: ['ReceptionEnded'],
  billed: ['CheckIssued'],
} as const satisfies Partial<Record<keyof Reception, readonly string[]>>;

/** As many as a list of ids in a statement may have. */
const most = 500;

/**
 * The receptions that are planned for a stretch of time, and all that they were moved from and to. Null: this database does
 * not tell when they are planned, whose they are, or which were called off. One without `ID_ReceptionsTransferFrom` was
 * never moved.
 */
export async function readReceptions(
  { queries, dialect, catalogue }: Reading,
  { from, to }: VisitWindow,
): Promise<readonly Reception[] | null> {
  const find = (column: string) => catalogue.find({ table: 'Receptions', column });
  const [id, patient, planned] = [find('ID'), find('ID_Patients'), find('PlanStart')];
  const isTold = stamps.cancelled.some((column) => find(column) !== null);
  if (!id || !patient || !planned || !isTold) return null;
  const moved = find('ID_ReceptionsTransferFrom');
  const marks = Object.entries(stamps).map(([name, columns]) => {
    const marked = columns
      .map(find)
      .filter(isThere)
      .map((mark) => isMarked(ref('r', mark), mark.type));
    const either = marked.length === 0 ? sql`1 = 0` : sql.join(marked, sql` or `);
    return sql`case when ${either} then 1 else 0 end as ${sql.ref(name)}`;
  });
  const key = dialect.key(ref('r', id), id.type);
  const start = momentOf(ref('r', planned), planned.type, dialect);
  const movedFrom = moved && dialect.key(ref('r', moved), moved.type);
  const cells = sql.join([
    sql`${key} as id`,
    sql`${dialect.key(ref('r', patient), patient.type)} as patient`,
    sql`${movedFrom ?? sql`null`} as moved_from`,
    sql`${dialect.stampText(start)} as start`,
    ...marks,
  ]);
  const read = async (where: Sql): Promise<readonly Reception[]> => {
    const rows = await queries.run(
      'receptions',
      sql`select ${cells} from ${dialect.table(id.table)} r where ${where} ${dialect.end}`,
    );
    return rows.map(receptionOf).filter((row) => row !== null);
  };
  const bound = (wallClock: string) => dialect.instant(wallClock, planned.type);
  const own = await read(sql`${start} >= ${bound(from)} and ${start} < ${bound(to)}`);
  const moves = movedFrom === null ? [] : await read(sql`${movedFrom} > 0`);
  const all = new Map([...moves, ...own].map((row) => [row.id, row]));
  const wanted = connected(own, moves);
  const missing = [...wanted].filter((one) => !all.has(one));
  for (const some of chunks(missing, most)) {
    // Lists of ids are of patients otherwise.
    const ids = some.map((one) => Number(one) as PatientId);
    for (const row of await read(sql`${key} in (${idList(ids)})`)) all.set(row.id, row);
  }
  return [...all.values()].filter((row) => wanted.has(row.id));
}

/** Whatever is reached from these by moves, forth and back. */
function connected(
  own: readonly Reception[],
  moves: readonly Reception[],
): ReadonlySet<ReceptionId> {
  const beside = new Map<ReceptionId, ReceptionId[]>();
  const join = (a: ReceptionId, b: ReceptionId) => {
    const others = beside.get(a) ?? [];
    beside.set(a, others);
    others.push(b);
  };
  for (const { id, movedFrom } of moves) {
    if (movedFrom === null) continue;
    join(id, movedFrom);
    join(movedFrom, id);
  }
  const reached = new Set(own.map(({ id }) => id));
  // It grows while it is gone through.
  for (const id of reached) for (const other of beside.get(id) ?? []) reached.add(other);
  return reached;
}

/** Null: its id cannot be read. */
function receptionOf(row: Row): Reception | null {
  const id = integerOf(row['id']);
  if (id === null) return null;
  // 0 is nobody's number: all that were never moved would be one visit's.
  const from = integerOf(row['moved_from']);
  const is = (stamp: keyof typeof stamps) => integerOf(row[stamp]) === 1;
  return {
    // What stands in these columns are such keys.
    id: id as ReceptionId,
    patient: integerOf(row['patient']) as PatientId | null,
    movedFrom: from !== null && from > 0 ? (from as ReceptionId) : null,
    start: parseWallClock(row['start']) ?? null,
    ...{ cancelled: is('cancelled'), appeared: is('appeared'), started: is('started') },
    ...{ ended: is('ended'), billed: is('billed') },
  };
}
