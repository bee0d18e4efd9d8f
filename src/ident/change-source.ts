import type { Catalogue, Column } from './catalogue.ts';
import type { ChangeTable } from './profile.ts';
import { isStamp } from './sql/dialect.ts';

/** How one table tells which of its rows changed; the first layer that it has. */
export type ChangeSource = {
  readonly table: string;
  /** The patient's id: in this table, or in the one row that it points at. */
  readonly patient: Column;
  readonly through: { readonly from: Column; readonly key: Column } | null;
} & (
  | { readonly kind: 'rowversion'; readonly column: Column }
  | { readonly kind: 'stamps'; readonly columns: readonly Column[] }
);

/**
 * Finds the change sources of this database: a rowversion where there is one, for it moves whatever is written; else
 * every date stamp there is. A table without either, or without a way to its patient, is left to the deep pass.
 */
export function changeSources(
  tables: readonly ChangeTable[],
  catalogue: Catalogue,
): readonly ChangeSource[] {
  return tables.flatMap((table) => changeSource(table, catalogue) ?? []);
}

function changeSource(
  { table, patient: source, stamps }: ChangeTable,
  catalogue: Catalogue,
): ChangeSource | null {
  const patient = catalogue.find(source);
  const from = source.kind === 'lookup' ? catalogue.find(source.from) : null;
  const key =
    source.kind === 'lookup' ? catalogue.find({ table: source.table, column: source.key }) : null;
  if (!patient || (source.kind === 'lookup' && !(from && key))) return null;
  const own = catalogue.columns.filter(
    (column) => column.table.toLowerCase() === table.toLowerCase(),
  );
  const spelled = own[0]?.table ?? table;
  const through = from && key ? { from, key } : null;
  const rowversion = own.find((column) => isRowversion(column.type));
  if (rowversion) {
    return { table: spelled, patient, through, kind: 'rowversion', column: rowversion };
  }
  const columns = stamps
    .map((column) => catalogue.find({ table, column }))
    .filter((column) => column !== null)
    .filter((column) => isStamp(column.type));
  return columns.length > 0 ? { table: spelled, patient, through, kind: 'stamps', columns } : null;
}

/** SQL Server's catalogue calls the type by its old name. */
function isRowversion(type: string): boolean {
  return type === 'timestamp' || type === 'rowversion';
}

/** The columns of a source, by which the cursor keeps its place. */
export function columnsOf(source: ChangeSource): readonly Column[] {
  return source.kind === 'rowversion' ? [source.column] : source.columns;
}

/** A cursor's key for a column: `Receptions.DateTimeChanged`. */
export function cursorKey({ table, column }: Column): string {
  return `${table}.${column}`;
}

/** For people: `rowversion Patients.RowVersion`, `stamp Persons.DateTimeChanged`. */
export function describeChangeSources(sources: readonly ChangeSource[]): readonly string[] {
  return sources.flatMap((source) => {
    const word = source.kind === 'rowversion' ? 'rowversion' : 'stamp';
    return columnsOf(source).map((column) => `${word} ${cursorKey(column)}`);
  });
}
