import type { WallClock } from '../../contact/model/patient.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { CancelMeaning } from '../../contact/visits/cancel-reason.ts';
import type { Reception, ReceptionId } from '../../visits/reception.ts';
import type { Branch, BranchId } from '../branches/branch-choice.ts';
import type { BranchTables } from '../branches/branch-tables.ts';
import type { Ordered } from './bills.ts';
import { type CancelReason, type Reading, readCancelReasons, readNamed } from './cancel-reasons.ts';
import type { ReceptionRow } from './reception-rows.ts';

/** The branches of this database, and which are chosen. */
export interface KnownBranches {
  readonly tables: BranchTables | null;
  readonly there: readonly Branch[];
  /** Null: all. */
  readonly chosen: readonly BranchId[] | null;
}

/** What keys of receptions mean. */
interface Names {
  readonly branches: KnownBranches;
  readonly reasons: ReadonlyMap<number, CancelReason>;
  /** Where bookings come from, by the clinic's own list. */
  readonly sources: ReadonlyMap<number | null, string | null>;
  readonly names: ReadonlyMap<BranchId, string | null>;
}

export async function readNames(
  reading: Reading,
  branches: KnownBranches,
  cancelReasons: ReadonlyMap<string, CancelMeaning>,
): Promise<Names> {
  const reasons = (await readCancelReasons(reading, cancelReasons)) ?? [];
  const sourceColumn = reading.catalogue.find({
    table: 'Receptions',
    column: 'ID_AppointmentSources',
  });
  const sources =
    sourceColumn && (await readNamed(reading, 'AppointmentSources', 'sources of bookings'));
  return {
    branches,
    sources: new Map((sources ?? []).map(({ id, name }) => [id, name])),
    reasons: new Map(reasons.map((reason) => [reason.id, reason])),
    names: new Map(branches.there.map(({ id, names: [name = null] }) => [id, name])),
  };
}

interface Facts extends Names {
  /** Null: it is not asked for, or not told. */
  readonly firstVisits: ReadonlyMap<PatientId, WallClock> | null;
  /** Null: orders tell nothing of receptions here. */
  readonly ordered: ReadonlyMap<ReceptionId, Ordered> | null;
  readonly tellsBills: boolean;
}

/** A row with what other tables say of it. */
export function receptionOf(row: ReceptionRow, facts: Facts): Reception {
  const ordered = facts.ordered?.get(row.id);
  const branch = ordered?.branch ?? row.branch;
  const { chosen } = facts.branches;
  // One that IDENT has no more tells nothing.
  const isTold = branch !== null && facts.names.has(branch);
  const reason = row.reason !== null && row.reason > 0 ? facts.reasons.get(row.reason) : undefined;
  return {
    ...row,
    reason: reason === undefined ? null : { name: reason.name, meaning: reason.meaning },
    source: (row.source !== null && facts.sources.get(row.source)) || null,
    branch: isTold ? (facts.names.get(branch) ?? null) : null,
    elsewhere: chosen !== null && isTold && !chosen.includes(branch),
    cameBefore: facts.firstVisits && cameBefore(row, facts.firstVisits),
    bill: facts.tellsBills ? (ordered === undefined ? 0n : ordered.bill) : null,
  };
}

function cameBefore(
  { patient, start }: ReceptionRow,
  firstVisits: NonNullable<Facts['firstVisits']>,
): boolean {
  const first = patient === null ? undefined : firstVisits.get(patient);
  return first !== undefined && start !== null && first < start;
}
