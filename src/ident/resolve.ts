import { excludedInputs, type FieldKey, fieldKeys, inputOfField } from '../contact/field-key.ts';
import type { PatientInput } from '../contact/patient.ts';
import type { Catalogue, Column } from './catalogue.ts';
import { IdentError, identErrors, type Target } from './errors.ts';
import type { Probe, SourceReport } from './ident.ts';
import { patientInputs } from './input-kind.ts';
import type { ChangeTable, Profile } from './profile.ts';
import { type ColumnName, type ComputedSource, describeSource, type Source } from './source.ts';

/** Where an input is read in this very database; names as it spells them. */
export type ResolvedInput = { readonly values: ReadonlyMap<string, string | boolean> | null } & (
  | { readonly kind: 'columns'; readonly columns: readonly Column[] }
  | {
      readonly kind: 'lookup';
      readonly column: Column;
      readonly key: Column;
      readonly from: Column;
    }
  | { readonly kind: 'computed'; readonly name: ComputedSource }
);

/** The keys of the two tables that hold a patient. */
export interface PatientTables {
  readonly patientKey: Column;
  readonly personKey: Column;
}

/** What is read, in a database as it is now. */
export interface Resolution {
  readonly tables: PatientTables;
  /** Only what is read: an input that is off or missing is not even selected (I7). */
  readonly inputs: ReadonlyMap<PatientInput, ResolvedInput>;
  readonly reports: Pick<Probe, 'fields' | 'inputs'>;
}

/** All tables that a profile may speak of, for one look into the catalogue. */
export function tablesOf(profile: Profile): readonly string[] {
  const tables = new Set<string>(computedTables);
  for (const name of baseTables) tables.add(name);
  for (const { candidates } of profile.inputs.values()) {
    for (const source of candidates) for (const table of tablesOfSource(source)) tables.add(table);
  }
  for (const { patient, table } of profile.changes) {
    tables.add(table);
    for (const each of tablesOfSource(patient)) tables.add(each);
  }
  return [...tables];
}

const baseTables = ['Patients', 'Persons'] as const;
const computedTables = [
  'Receptions',
  'Orders',
  'OrderServiceRelation',
  'ServiceItemPrices',
  'Armchairs',
  'OwnCompanies',
] as const;

function tablesOfSource(source: Source | ChangeTable['patient']): readonly string[] {
  if (source.kind === 'column') return [source.table];
  if (source.kind === 'lookup') return [source.table, source.from.table];
  return source.kind === 'greatest' ? source.columns.map((column) => column.table) : [];
}

/**
 * Lays a profile over what the database has. What is missing switches its field off and is reported.
 *
 * @throws IdentError when this is not IDENT's database, or its patients may not be read.
 */
export function resolve(
  profile: Profile,
  catalogue: Catalogue,
  computable: ReadonlySet<ComputedSource>,
  excluded: ReadonlySet<FieldKey>,
  target: Target,
): Resolution {
  const tables = patientTables(catalogue, target);
  const off = excludedInputs(excluded);
  const inputs = new Map<PatientInput, ResolvedInput>();
  const reports = new Map<PatientInput, SourceReport>();
  for (const input of patientInputs) {
    const found = off.has(input) ? null : firstFound(profile, input, catalogue, computable);
    if (found) inputs.set(input, found.resolved);
    reports.set(input, off.has(input) ? offReport : (found?.report ?? missingReport));
  }
  const fields = new Map(
    fieldKeys.map((key) => [key, fieldReport(key, excluded, reports, tables)]),
  );
  return { tables, inputs, reports: { fields, inputs: reports } };
}

const offReport: SourceReport = { status: 'off', source: null };
const missingReport: SourceReport = { status: 'missing', source: null };

function patientTables(catalogue: Catalogue, target: Target): PatientTables {
  return {
    patientKey: keyOf(catalogue, { table: 'Patients', column: 'ID_Persons' }, target),
    personKey: keyOf(catalogue, { table: 'Persons', column: 'ID' }, target),
  };
}

function keyOf(catalogue: Catalogue, name: ColumnName, target: Target): Column {
  const column = catalogue.find(name);
  if (column) return column;
  throw new IdentError(
    catalogue.isDenied(name.table) ? identErrors.tableDenied(target) : identErrors.notIdent(target),
  );
}

function fieldReport(
  key: FieldKey,
  excluded: ReadonlySet<FieldKey>,
  inputs: ReadonlyMap<PatientInput, SourceReport>,
  { patientKey }: PatientTables,
): SourceReport {
  if (excluded.has(key)) return offReport;
  const input = inputOfField[key];
  if (input === null) return { status: 'found', source: columnName(patientKey) };
  const report = inputs.get(input) ?? missingReport;
  // Ages are counted from birthdays: no column of their own.
  return key === 'age' && report.status === 'found' ? { ...report, status: 'computed' } : report;
}

interface Found {
  readonly resolved: ResolvedInput;
  readonly report: SourceReport;
}

function firstFound(
  profile: Profile,
  input: PatientInput,
  catalogue: Catalogue,
  computable: ReadonlySet<ComputedSource>,
): Found | null {
  const { candidates, values } = profile.inputs.get(input) ?? { candidates: [], values: null };
  for (const source of candidates) {
    const resolved = resolveSource(source, catalogue, computable, values);
    if (resolved) return { resolved, report: reportOf(source, resolved) };
  }
  return null;
}

function resolveSource(
  source: Source,
  catalogue: Catalogue,
  computable: ReadonlySet<ComputedSource>,
  values: ResolvedInput['values'],
): ResolvedInput | null {
  switch (source.kind) {
    case 'computed':
      return computable.has(source.name) ? { kind: 'computed', name: source.name, values } : null;
    case 'column':
    case 'greatest': {
      const names: readonly ColumnName[] = source.kind === 'column' ? [source] : source.columns;
      const columns = names.map(catalogue.find).filter((column) => column !== null);
      return columns.length > 0 ? { kind: 'columns', columns, values } : null;
    }
    case 'lookup': {
      const column = catalogue.find(source);
      const key = catalogue.find({ table: source.table, column: source.key });
      const from = catalogue.find(source.from);
      return column && key && from ? { kind: 'lookup', column, key, from, values } : null;
    }
  }
}

function reportOf(source: Source, resolved: ResolvedInput): SourceReport {
  switch (resolved.kind) {
    case 'computed':
      return { status: 'computed', source: describeSource(source) };
    case 'columns':
      return { status: 'found', source: resolved.columns.map(columnName).join(', ') };
    case 'lookup':
      return {
        status: 'found',
        source: `${columnName(resolved.from)} → ${columnName(resolved.column)}`,
      };
  }
}

function columnName({ table, column }: ColumnName): string {
  return `${table}.${column}`;
}
