import type { PatientInput } from '../../contact/model/table.ts';
import { columnName } from '../profiles/computed-source.ts';
import type { ChangeTable } from '../profiles/profile.ts';
import type { Catalogue } from '../sql/catalogue.ts';
import { type Column, isStamp } from '../sql/dialect.ts';

/** A column that holds the patient's id; `through`: it is in another table, whose `key` this one's `from` points at. */
interface ChangeOwner {
  readonly column: Column;
  readonly through: { readonly from: Column; readonly key: Column } | null;
}

/** How one table tells which of its rows changed; the first layer that it has. */
export type ChangeSource = {
  readonly table: string;
  /** The patient's id, in this table or in the one row that it points at: the first that is not empty. */
  readonly owners: readonly ChangeOwner[];
} & (
  | { readonly kind: 'rowversion'; readonly column: Column }
  | { readonly kind: 'stamps'; readonly columns: readonly Column[] }
  /** Moments that come by themselves: a row concerns its patient again when the clinic's clock is so many hours past it. */
  | { readonly kind: 'due'; readonly column: Column; readonly hours: readonly number[] }
);

export type RowversionSource = ChangeSource & { readonly kind: 'rowversion' };
export type StampSource = ChangeSource & { readonly kind: 'stamps' };
export type DueSource = ChangeSource & { readonly kind: 'due' };

/**
 * Finds the change sources of this database: a rowversion where there is one, for it moves whatever is written; else
 * every date stamp there is. A table without either, or without a way to its patient, is left to the deep pass.
 */
export function changeSources(
  tables: readonly ChangeTable[],
  catalogue: Catalogue,
  /** What of a patient is read: a table that is only there for other things is left alone. */
  isRead: (input: PatientInput) => boolean,
): readonly ChangeSource[] {
  return tables
    .filter((table) => table.for?.some(isRead) ?? true)
    .flatMap((table) => changeSource(table, catalogue) ?? []);
}

function changeSource(
  { table, patient, stamps }: ChangeTable,
  catalogue: Catalogue,
): ChangeSource | null {
  const owners = patient.flatMap((source) => ownerOf(source, catalogue) ?? []);
  if (owners.length === 0) return null;
  const own = catalogue.columns.filter(
    (column) => column.table.toLowerCase() === table.toLowerCase(),
  );
  const spelled = own[0]?.table ?? table;
  const rowversion = own.find((column) => isRowversion(column.type));
  if (rowversion) {
    return { table: spelled, owners, kind: 'rowversion', column: rowversion };
  }
  const columns = stamps
    .map((column) => catalogue.find({ table, column }))
    .filter((column) => column !== null)
    .filter((column) => isStamp(column.type));
  return columns.length > 0 ? { table: spelled, owners, kind: 'stamps', columns } : null;
}

/**
 * Bookings whose time comes: nothing is written in IDENT then, and yet they are ahead no more. One statement with two
 * bounds finds them: between where the clinic's clock stood and where it stands.
 *
 * @param hours after its beginning when a booking is looked at; none: never.
 */
export function dueSource(catalogue: Catalogue, hours: readonly number[]): DueSource | null {
  const patient = catalogue.find({ table: 'Receptions', column: 'ID_Patients' });
  const column = catalogue.find({ table: 'Receptions', column: 'PlanStart' });
  if (!patient || !column || hours.length === 0) return null;
  return {
    table: column.table,
    owners: [{ column: patient, through: null }],
    kind: 'due',
    column,
    hours,
  };
}

function ownerOf(source: ChangeTable['patient'][number], catalogue: Catalogue): ChangeOwner | null {
  const column = catalogue.find(source);
  if (!column) return null;
  if (source.kind === 'column') return { column, through: null };
  const from = catalogue.find(source.from);
  const key = catalogue.find({ table: source.table, column: source.key });
  return from && key ? { column, through: { from, key } } : null;
}

/** SQL Server's catalogue calls the type by its old name. */
function isRowversion(type: string): boolean {
  return type === 'timestamp' || type === 'rowversion';
}

/** The columns of a source, by which the cursor keeps its place. */
export function columnsOf(source: ChangeSource): readonly Column[] {
  return source.kind === 'stamps' ? source.columns : [source.column];
}

/** By which a cursor keeps the places of a source. */
export function cursorKeys(source: ChangeSource): readonly string[] {
  const keys = columnsOf(source).map(columnName);
  return source.kind === 'due' ? keys.map((key) => `due ${key}`) : keys;
}

/** For people: `rowversion Patients.RowVersion`, `stamp Persons.DateTimeChanged`, `due Receptions.PlanStart`. */
export function describeChangeSources(sources: readonly ChangeSource[]): readonly string[] {
  return sources.flatMap((source) => {
    const word = source.kind === 'stamps' ? 'stamp' : source.kind;
    return columnsOf(source).map((column) => `${word} ${columnName(column)}`);
  });
}

/** Every column that a change could be seen by or told from in this database, whatever is watched at present. */
export function watchableColumns(
  tables: readonly ChangeTable[],
  catalogue: Catalogue,
): readonly string[] {
  const names = changeSources(tables, catalogue, () => true).flatMap((source) => [
    ...columnsOf(source),
    ...source.owners.flatMap(({ column, through }) =>
      through ? [column, through.from, through.key] : [column],
    ),
  ]);
  const stamps = tables.flatMap(({ table, stamps }) =>
    stamps.map((column) => catalogue.find({ table, column })),
  );
  return [...new Set([...names, ...stamps.filter((stamp) => stamp !== null)].map(columnName))];
}
