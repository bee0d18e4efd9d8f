import {
  type ColumnName,
  type ComputedSource,
  columnName,
  computedSources,
  isComputedSource,
} from './computed-source.ts';

/** One place that an input may come from. */
export type Source =
  | ({ readonly kind: 'column' } & ColumnName)
  | ({ readonly kind: 'lookup'; readonly from: ColumnName; readonly key: string } & ColumnName)
  | { readonly kind: 'greatest'; readonly columns: readonly ColumnName[] }
  | { readonly kind: 'computed'; readonly name: ComputedSource };

const name = String.raw`[\p{L}_][\p{L}\p{N}_$#]*`;
const columnPattern = new RegExp(`^(${name})\\.(${name})$`, 'u');
const lookupPattern = new RegExp(
  `^(${name})\\.(${name})\\s+via\\s+(${name})\\.(${name})(?:\\s*=\\s*(${name}))?$`,
  'u',
);
const greatestPattern = /^greatest\((.+)\)$/;

/**
 * Reads one source as profiles write it:
 *
 * - `Persons.Email`: a column of Persons or Patients;
 * - `ArchiveReasons.Name via Patients.ID_ArchiveReasons`: the row of another table whose `ID` is the foreign key's
 *   value; `… via Patients.ID_Persons = ID_Patients` names another key than `ID`. Never more than one row is taken;
 * - `greatest(Persons.DateTimeChanged, Patients.DateTimeChanged)`: the greatest of those that exist;
 * - one of the computed sources.
 *
 * @returns `null` when the text is none of these.
 */
export function parseSource(text: string): Source | null {
  const trimmed = text.trim();
  if (isComputedSource(trimmed)) return { kind: 'computed', name: trimmed };
  const greatest = greatestPattern.exec(trimmed)?.[1];
  if (greatest !== undefined) {
    const columns = greatest.split(',').map((part) => parseColumn(part));
    return columns.every((column) => column !== null) ? { kind: 'greatest', columns } : null;
  }
  const lookup = parseLookup(trimmed);
  if (lookup) return lookup;
  const column = parseColumn(trimmed);
  return column ? { kind: 'column', ...column } : null;
}

function parseColumn(text: string): ColumnName | null {
  const [, table, column] = columnPattern.exec(text.trim()) ?? [];
  return table && column ? { table, column } : null;
}

function parseLookup(text: string): Source | null {
  const [, table, column, fromTable, fromColumn, key = 'ID'] = lookupPattern.exec(text) ?? [];
  if (!table || !column || !fromTable || !fromColumn) return null;
  return { kind: 'lookup', table, column, key, from: { table: fromTable, column: fromColumn } };
}

/** A source as it is shown to people. */
export function describeSource(source: Source): string {
  switch (source.kind) {
    case 'column':
      return columnName(source);
    case 'lookup':
      return `${columnName(source)} via ${columnName(source.from)}`;
    case 'greatest':
      return source.columns.map(columnName).join(', ');
    case 'computed':
      return computedSources[source.name].path;
  }
}

/** A source as profiles write it: what tells one from another. */
export function sourceText(source: Source): string {
  switch (source.kind) {
    case 'computed':
      return source.name;
    case 'greatest':
      return `greatest(${describeSource(source)})`;
    case 'lookup':
      return `${describeSource(source)} = ${source.key}`;
    case 'column':
      return describeSource(source);
  }
}
