import type { Flavor } from '../../ident/connection/connection.ts';
import { type ColumnSpec, schema, type TableSpec } from './schema.ts';

/** The statements that make the sample schema, in SQL Server 2012 syntax or for SQLite. */
export function createStatements(flavor: Flavor): readonly string[] {
  return Object.entries<TableSpec>(schema).flatMap(([table, spec]) => [
    createTable(flavor, table, spec),
    ...(spec.indexes ?? []).map(
      (column) =>
        `create index ${quote(flavor, `IX_${table}_${column}`)} on ${quote(flavor, table)} (${quote(flavor, column)})`,
    ),
  ]);
}

/** An identifier, quoted; the schema's names need no escaping. */
export function quote(flavor: Flavor, name: string): string {
  return flavor === 'mssql' ? `[${name}]` : `"${name}"`;
}

export function createTable(flavor: Flavor, table: string, spec: TableSpec): string {
  const columns = Object.entries(spec.columns).map(
    ([column, type]) => `${quote(flavor, column)} ${columnType(flavor, type)}`,
  );
  const key = spec.primaryKey.map((column) => quote(flavor, column)).join(', ');
  return `create table ${quote(flavor, table)} (\n  ${columns.join(',\n  ')},\n  primary key (${key})\n)`;
}

function columnType(flavor: Flavor, spec: ColumnSpec): string {
  if (flavor === 'mssql') return spec.endsWith('not null') ? spec : `${spec} null`;
  // Only a column declared `integer` is SQLite's own row id, which saves each table an index. All others keep their
  // type's name: whoever reads the catalogue sees which are stamps, and text stays text under any affinity.
  return spec.replace(/^int\b/, 'integer').replace('(max)', '');
}
