import { sql } from 'kysely';
import type { BranchId } from '../../branches/branch-choice.ts';
import {
  type BranchTables,
  bookedStays,
  isAmong,
  orderedStays,
  type Stays,
} from '../../branches/branch-tables.ts';
import { type Column, ref, type SqlDialect } from '../../sql/dialect.ts';
import { countCell, type TallySource } from './tally.ts';

/** What a choice of branches needs to be told of a patient: how often he was anywhere, and how often in one of them. */
export const stayCells = ['anywhere', 'within'] as const;

export function bookingsTally(
  tables: BranchTables,
  ids: readonly BranchId[],
  dialect: SqlDialect,
): TallySource {
  const { id, patient } = tables.bookings;
  return tally(bookedStays(tables, dialect), { ids, patient, key: id, alias: 'r' });
}

/** Null: orders tell nothing of branches here. */
export function branchOrdersTally(
  tables: BranchTables,
  ids: readonly BranchId[],
  dialect: SqlDialect,
): TallySource | null {
  const stays = orderedStays(tables, dialect);
  if (stays === null || tables.orders === null) return null;
  const { patient } = tables.bookings;
  const { company, id } = tables.orders;
  return tally(stays, { ids, patient, key: id, alias: 'o', table: company.table });
}

function tally(
  { from, patient, branch, counts }: Stays,
  of: {
    readonly ids: readonly BranchId[];
    readonly patient: Column;
    readonly key: Column | null;
    readonly alias: string;
    readonly table?: string;
  },
): TallySource {
  const [anywhere, within] = stayCells;
  // Where it cannot be read nobody knows better.
  const isWithin = sql`${branch} is null or ${isAmong(branch, of.ids)}`;
  return {
    table: of.table ?? of.patient.table,
    key: of.key && { of: ref(of.alias, of.key), column: of.key },
    patient: { of: patient, column: of.patient },
    from,
    joins: [],
    counts: counts && (() => counts),
    cells: [countCell(anywhere, sql`1`), countCell(within, sql`case when ${isWithin} then 1 end`)],
  };
}
