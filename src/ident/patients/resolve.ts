import {
  type FieldChoice,
  isOff,
  offeredFields,
  unaskedInputs,
} from '../../contact/model/field-choice.ts';
import { fieldByKey } from '../../contact/model/fields.ts';
import { excludedInputs, patientInputs } from '../../contact/model/inputs.ts';
import type { FieldKey, PatientInput } from '../../contact/model/table.ts';
import type { Target } from '../connection/connection.ts';
import { IdentError, identErrors } from '../connection/errors.ts';
import {
  type ColumnName,
  type ComputedSource,
  columnName,
  computedSources,
} from '../profiles/computed-source.ts';
import type { Profile } from '../profiles/profile.ts';
import { describeSource, type Source, sourceText } from '../profiles/source.ts';
import { nothingRemembered, type Origin, type SourceMemory } from '../profiles/source-memory.ts';
import type { Catalogue } from '../sql/catalogue.ts';
import type { Column } from '../sql/dialect.ts';

/** Where everything is read in this database. */
export interface SourceReports {
  readonly fields: ReadonlyMap<FieldKey, SourceReport>;
  /** The same for every input, the ones that are no field (surname, name, mobilePhone, email, parentName) too. */
  readonly inputs: ReadonlyMap<PatientInput, SourceReport>;
  /** What each input that has a source in this database reads: for the memory of the next passes. */
  readonly origins: ReadonlyMap<PatientInput, Origin>;
}

/**
 * How a field's source was resolved in this database. `unconfirmed`: computed by a rule that a person of the clinic has
 * to confirm first. `lost`: it was read from columns that are gone; what is left is not taken for the same.
 */
export interface SourceReport {
  readonly status: 'found' | 'computed' | 'unconfirmed' | 'lost' | 'missing' | 'off';
  /** `Persons.Birthday`, `Receptions → Armchairs → OwnCompanies`; null when lost, missing or off. */
  readonly source: string | null;
  /** What it is computed without, since this database never had it: `OrderServiceRelation.ID_Returns`. */
  readonly without?: readonly string[];
  /** Of a lost one: the columns that are gone. */
  readonly gone?: readonly string[];
}

/** Whether the values of a source go to amoCRM. */
export const isRead = (status: SourceReport['status']): boolean =>
  status === 'found' || status === 'computed';

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
  readonly reports: SourceReports;
}

/** All tables that a profile may speak of, for one look into the catalogue; not those that nobody asked for. */
export function tablesOf(profile: Profile, choice: Pick<FieldChoice, 'extra'>): readonly string[] {
  const unasked = unaskedInputs(choice);
  const sources = [...profile.inputs].flatMap(([input, { candidates }]) =>
    unasked.has(input) ? [] : candidates,
  );
  const watched = profile.changes
    .filter((change) => change.for === null || change.for.some((input) => !unasked.has(input)))
    .flatMap(({ table, patient }) => [table, ...patient.flatMap(tablesOfSource)]);
  return [...new Set([...baseTables, ...sources.flatMap(tablesOfSource), ...watched])];
}

const baseTables = ['Patients', 'Persons'] as const;

function tablesOfSource(source: Source): readonly string[] {
  return columnsNamedBy(source).map(({ table }) => table);
}

/** Every column that a source may read. */
function columnsNamedBy(source: Source): readonly ColumnName[] {
  switch (source.kind) {
    case 'column':
      return [source];
    case 'greatest':
      return source.columns;
    case 'lookup':
      return [source.from, { table: source.table, column: source.key }, source];
    case 'computed':
      return computedSources[source.name].reads;
  }
}

interface ResolveOptions extends FieldChoice {
  readonly computable: ReadonlySet<string>;
  readonly memory?: SourceMemory;
  readonly target: Target;
}

/**
 * Lays a profile over what the database has. What is missing switches its field off and is reported.
 *
 * @throws IdentError when this is not IDENT's database, or its patients may not be read.
 */
export function resolve(
  profile: Profile,
  catalogue: Catalogue,
  { computable, memory = nothingRemembered, target, ...choice }: ResolveOptions,
): Resolution {
  const tables = patientTables(catalogue, target);
  const off = excludedInputs(choice.excluded);
  const unasked = unaskedInputs(choice);
  const inputs = new Map<PatientInput, ResolvedInput>();
  const reports = new Map<PatientInput, SourceReport>();
  const origins = new Map<PatientInput, Origin>();
  for (const input of patientInputs) {
    if (unasked.has(input)) continue;
    if (off.has(input)) {
      reports.set(input, offReport);
      continue;
    }
    const sources = profile.inputs.get(input) ?? { candidates: [], values: null };
    const gone = goneColumns(sources.candidates, catalogue, memory.origins.get(input));
    if (gone.length > 0) {
      reports.set(input, { status: 'lost', source: null, gone });
      continue;
    }
    const found = firstFound(sources, catalogue, computable);
    if (found) origins.set(input, found.origin);
    const report = found?.report ?? missingReport;
    if (found && isToConfirm(found.source, memory.confirmed.get(input))) {
      reports.set(input, { ...report, status: 'unconfirmed' });
      continue;
    }
    if (found) inputs.set(input, found.resolved);
    reports.set(input, report);
  }
  const fields = new Map(
    offeredFields(choice).map(({ key }) => [key, fieldReport(key, choice, reports, tables)]),
  );
  return { tables, inputs, reports: { fields, inputs: reports, origins } };
}

const offReport: SourceReport = { status: 'off', source: null };
const missingReport: SourceReport = { status: 'missing', source: null };

/** Columns that an input was read from and that are gone, while the profile still wants that source. */
function goneColumns(
  candidates: readonly Source[],
  catalogue: Catalogue,
  origin: Origin | undefined,
): readonly string[] {
  if (!origin || !candidates.some((source) => sourceText(source) === origin.source)) return [];
  return origin.columns.filter((name) => {
    const [table = '', column = ''] = name.split('.');
    return catalogue.find({ table, column }) === null;
  });
}

function isToConfirm(source: Source, confirmed: string | undefined): boolean {
  if (source.kind !== 'computed' || !computedSources[source.name].toConfirm) return false;
  return confirmed !== source.name;
}

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
  choice: FieldChoice,
  inputs: ReadonlyMap<PatientInput, SourceReport>,
  { patientKey }: PatientTables,
): SourceReport {
  if (isOff(key, choice)) return offReport;
  const { input } = fieldByKey(key);
  if (input === null) return { status: 'found', source: columnName(patientKey) };
  const report = inputs.get(input) ?? missingReport;
  // Ages are counted from birthdays: no column of their own.
  return key === 'age' && report.status === 'found' ? { ...report, status: 'computed' } : report;
}

interface Found {
  readonly source: Source;
  readonly resolved: ResolvedInput;
  readonly report: SourceReport;
  readonly origin: Origin;
}

function firstFound(
  { candidates, values }: { candidates: readonly Source[]; values: ResolvedInput['values'] },
  catalogue: Catalogue,
  computable: ReadonlySet<string>,
): Found | null {
  for (const source of candidates) {
    const resolved = resolveSource(source, catalogue, computable, values);
    if (!resolved) continue;
    const columns = columnsNamedBy(source)
      .map(catalogue.find)
      .filter((each) => each !== null);
    const origin = { source: sourceText(source), columns: columns.map(columnName) };
    return { source, resolved, report: reportOf(source, resolved, catalogue), origin };
  }
  return null;
}

function resolveSource(
  source: Source,
  catalogue: Catalogue,
  computable: ReadonlySet<string>,
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

function reportOf(source: Source, resolved: ResolvedInput, catalogue: Catalogue): SourceReport {
  switch (resolved.kind) {
    case 'computed':
      return {
        status: 'computed',
        source: describeSource(source),
        ...withoutOf(computedSources[resolved.name].refinedBy ?? [], catalogue),
      };
    case 'columns':
      return { status: 'found', source: resolved.columns.map(columnName).join(', ') };
    case 'lookup':
      return {
        status: 'found',
        source: `${columnName(resolved.from)} → ${columnName(resolved.column)}`,
      };
  }
}

/** What a computed source would take into account, had the database it. */
function withoutOf(refinements: readonly ColumnName[], catalogue: Catalogue) {
  const without = refinements.filter((name) => catalogue.find(name) === null).map(columnName);
  return without.length > 0 ? { without } : {};
}
