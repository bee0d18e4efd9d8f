import { sql } from 'kysely';
import { firstSource, patientKey } from '../../contact/model/patient-key.ts';
import {
  type Reception,
  type ReceptionId,
  type ReceptionMark,
  receptionMarks,
} from '../../visits/reception.ts';
import type { BranchId } from '../branches/branch-choice.ts';
import { type BranchTables, bookedStays, readBranchId } from '../branches/branch-tables.ts';
import { firstMoment, isMarked, momentOf } from '../computed/tallies/marks.ts';
import { doctorName, doctorNames } from '../computed/visits/doctor.ts';
import type { Row } from '../connection/queries.ts';
import { type Column, isFlag, isThere, ref, type Sql } from '../sql/dialect.ts';
import { integerOf, parseWallClock } from '../sql/parse-cell.ts';
import type { Reading } from './cancel-reasons.ts';

/** The columns that tell each mark. */
const markColumns: Readonly<Record<ReceptionMark, readonly string[]>> = {
  cancelled: ['ReceptionCanceled', 'ID_ReceptionCancelReasons'],
  appeared: ['PatientAppeared'],
  started: ['ReceptionStarted'],
  ended: ['ReceptionEnded'],
  billed: ['CheckIssued'],
};

/** What other tables say of a reception. */
type Told = 'reason' | 'source' | 'branch' | 'elsewhere' | 'cameBefore' | 'bill';

/** A reception as its own row has it: what other tables say of it is told by keys. */
export interface ReceptionRow extends Omit<Reception, Told> {
  readonly reason: number | null;
  readonly source: number | null;
  /** Of its chair. */
  readonly branch: BranchId | null;
}

/** How rows of Receptions (`r`) are read. */
export interface ReceptionTable {
  readonly table: string;
  readonly id: Column;
  readonly key: Sql;
  readonly patient: Sql;
  readonly planned: Column;
  readonly start: Sql;
  /** When it was entered, and where that stands; null: this database does not tell. */
  readonly booked: { readonly at: Sql; readonly column: Column } | null;
  /** Null: this version of IDENT does not tell what was moved. */
  readonly movedFrom: Sql | null;
  /** `select … from …`, to be filtered. */
  readonly select: Sql;
  rowOf(row: Row): ReceptionRow | null;
}

/** Null: this database does not tell when receptions are planned, whose they are, or which were called off. */
export function receptionTable(
  { catalogue }: Reading,
  branches: BranchTables | null,
  withDoctors: boolean,
): ReceptionTable | null {
  const { dialect } = catalogue;
  const find = (column: string) => catalogue.find({ table: 'Receptions', column });
  const [id, patient, planned] = [find('ID'), find('ID_Patients'), find('PlanStart')];
  if (!id || !patient || !planned || markColumns.cancelled.every((name) => !find(name)))
    return null;
  const moved = find('ID_ReceptionsTransferFrom');
  const reason = find('ID_ReceptionCancelReasons');
  const source = find('ID_AppointmentSources');
  const keyOf = (column: Column | null) =>
    column === null ? sql`null` : dialect.key(ref('r', column), column.type);
  const marks = receptionMarks.flatMap((mark) => {
    const columns = markColumns[mark].map(find).filter(isThere);
    const marked = columns.map((column) => isMarked('r', column));
    const either = marked.length === 0 ? sql`1 = 0` : sql.join(marked, sql` or `);
    const [stamp] = columns.filter(({ type }) => !isFlag(type));
    const at = stamp && dialect.stampText(momentOf('r', stamp, dialect));
    return [
      sql`case when ${either} then 1 else 0 end as ${sql.ref(mark)}`,
      sql`${at ?? sql`null`} as ${sql.ref(`${mark}_at`)}`,
    ];
  });
  // A row of another program may have but one of them.
  const added = ['ReceptionAdded', 'DateTimeAdded'].map(find).filter(isThere);
  const [column] = added;
  const at = firstMoment('r', added, dialect);
  const booked = at && column ? { at, column } : null;
  const stays = branches && bookedStays(branches, dialect);
  const doctor = withDoctors ? doctorNames(catalogue) : null;
  const doctorCells = doctor?.cells ?? [];
  const start = momentOf('r', planned, dialect);
  const cells = sql.join([
    sql`${keyOf(id)} as id`,
    sql`${keyOf(patient)} as patient`,
    sql`${keyOf(moved)} as moved_from`,
    sql`${dialect.stampText(start)} as start`,
    sql`${booked ? dialect.stampText(booked.at) : sql`null`} as booked_at`,
    sql`${keyOf(reason)} as reason`,
    sql`${keyOf(source)} as source`,
    sql`${stays?.branch ?? sql`null`} as branch`,
    ...marks,
    ...doctorCells.map(({ name, of }) => sql`${of} as ${sql.ref(name)}`),
  ]);
  const from = stays?.from ?? sql`from ${dialect.table(id.table)} r`;
  return {
    table: id.table,
    id,
    key: keyOf(id),
    patient: keyOf(patient),
    planned,
    start,
    booked,
    movedFrom: moved && keyOf(moved),
    select: sql`select ${cells} ${from} ${doctor?.join ?? sql``}`,
    rowOf: (row) =>
      receptionRow(
        row,
        doctorCells.map(({ name }) => name),
      ),
  };
}

/** Null: its id cannot be read. */
function receptionRow(row: Row, doctor: readonly string[]): ReceptionRow | null {
  const id = integerOf(row['id']);
  if (id === null) return null;
  // 0 is nobody's number: all that were never moved would be one visit's.
  const from = integerOf(row['moved_from']);
  const patient = integerOf(row['patient']);
  const is = (mark: ReceptionMark) => integerOf(row[mark]) === 1;
  const markedAt: Reception['markedAt'] = Object.fromEntries(
    receptionMarks.flatMap((mark) => {
      const at = parseWallClock(row[`${mark}_at`]);
      return at ? [[mark, at]] : [];
    }),
  );
  return {
    // What stands in this column is such a key.
    id: id as ReceptionId,
    patient: patient === null ? null : patientKey(firstSource, patient),
    movedFrom: from !== null && from > 0 ? (from as ReceptionId) : null,
    start: parseWallClock(row['start']) ?? null,
    bookedAt: parseWallClock(row['booked_at']) ?? null,
    cancelled: is('cancelled'),
    appeared: is('appeared'),
    started: is('started'),
    ended: is('ended'),
    billed: is('billed'),
    markedAt,
    reason: integerOf(row['reason']),
    source: integerOf(row['source']),
    branch: readBranchId(row['branch']),
    doctor: doctorName(doctor.map((name) => row[name])),
  };
}
