import type { ExtraFields } from '../contact/model/field-choice.ts';
import type { PatientInput } from '../contact/model/table.ts';
import { idsOf } from './branches/branch-choice.ts';
import { BranchReader } from './branches/branch-reader.ts';
import { branchTableNames } from './branches/branch-tables.ts';
import {
  type ChangeSource,
  changeSources,
  describeChangeSources,
  dueSource,
  watchableColumns,
} from './changes/change-source.ts';
import { hoursBefore } from './changes/stamp.ts';
import { computedOf, standing } from './computed/computed.ts';
import { ComputedReader } from './computed/computed-reader.ts';
import { openHours } from './computed/visits/booked.ts';
import type { Queries } from './connection/queries.ts';
import type { Probe } from './ident.ts';
import type { IdentOptions } from './ident-options.ts';
import { computedSourcesOf } from './patients/parse-patient.ts';
import { PatientPages } from './patients/patient-pages.ts';
import { type Resolution, resolve, tablesOf } from './patients/resolve.ts';
import type { SourceMemory } from './profiles/source-memory.ts';
import { type Catalogue, readCatalogue } from './sql/catalogue.ts';
import type { KnownCatalogue } from './sql/known-catalogue.ts';
import { readCancelReasons } from './visits/cancel-reasons.ts';
import { visitTableNames } from './visits/receptions.ts';

/** What the catalogue told, and what follows from it. */
export interface Schema {
  readonly queries: Queries;
  readonly catalogue: Catalogue;
  readonly pages: PatientPages;
  readonly branches: BranchReader;
  readonly sources: readonly ChangeSource[];
  readonly resolution: Resolution;
  readonly probe: Probe;
}

/** What a reading of the database stands on. */
interface SchemaParts {
  readonly options: IdentOptions;
  readonly queries: Queries;
  readonly columns: KnownCatalogue;
  readonly memory: SourceMemory;
  /** The clinic's wall clock. */
  readonly clinicNow: () => string;
  /** Filled by the pages: what is no id of a patient. */
  readonly oddIds: Set<string>;
}

/** Some 2,000 parameters are left to a statement on SQL Server; a page of ids takes one each. */
const maxPageSize = 1_000;

/** Asks what the database has, and settles what is read of it, from where, and by what changes are told. */
export async function loadSchema({
  options,
  queries,
  columns,
  memory,
  clinicNow,
  oddIds,
}: SchemaParts): Promise<Schema> {
  const { profile, excluded, extra, log } = options;
  const choice = options.branches ?? null;
  const names = [
    ...new Set([...tablesOf(profile, { extra }), ...branchTableNames, ...visitTableNames]),
  ];
  const catalogue = await columns.get(() => readCatalogue(queries, names));
  const branches = new BranchReader(catalogue, queries);
  const chosen = choice && (await branches.report(choice, memory.branches));
  const { tables } = branches;
  const within = chosen && tables && { tables, ids: idsOf(chosen) };
  const reasons =
    extra && countsCancelled(extra)
      ? await readCancelReasons({ queries, catalogue }, extra.cancelReasons)
      : null;
  const computed = computedOf(
    catalogue,
    within,
    extra && { now: (hoursAgo = 0) => hoursBefore(clinicNow(), hoursAgo), reasons },
  );
  const resolution = resolve(profile, catalogue, {
    computable: new Set(computed.sources.keys()),
    excluded,
    extra,
    memory,
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
  const pageSize = Math.min(options.pageSize ?? 500, maxPageSize);
  const counted = new ComputedReader({
    queries,
    catalogue,
    computed,
    wanted: [...computedSourcesOf(resolution.inputs), ...(within === null ? [] : [standing])],
  });
  const pages = new PatientPages({
    queries,
    dialect: catalogue.dialect,
    resolution,
    branches: within === null ? null : choice,
    pageSize,
    log,
    computed: counted,
    oddIds,
  });
  const probe = {
    ...resolution.reports,
    branches: chosen,
    changeSources: describeChangeSources(sources),
    watchable: watchableColumns(profile.changes, catalogue),
  };
  return { queries, catalogue, pages, branches, sources, resolution, probe };
}

/** Whether visits that were not kept are counted. */
export const countsCancelled = ({ fields }: ExtraFields): boolean =>
  fields.has('no_shows') || fields.has('cancellations');
