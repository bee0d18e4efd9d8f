import { sql } from 'kysely';
import type { PatientId } from '../../contact/model/patient-key.ts';
import { type CancelMeaning, meaningOfReason } from '../../contact/visits/cancel-reason.ts';
import type { Queries } from '../connection/queries.ts';
import type { Catalogue } from '../sql/catalogue.ts';
import { ref } from '../sql/dialect.ts';
import { integerOf, parseCount, parseText } from '../sql/parse-cell.ts';

/** A reason of the clinic's list. */
export interface CancelReason {
  readonly id: number;
  readonly name: string | null;
  readonly meaning: CancelMeaning;
}

/** How many receptions were cancelled for a reason; `name` null: for none, or one that the list has no more. */
export interface CountedReason extends Omit<CancelReason, 'id'> {
  readonly count: number;
}

/** What a statement about visits is made with. */
export interface Reading {
  readonly queries: Pick<Queries, 'run'>;
  readonly catalogue: Catalogue;
}

interface NamedRow {
  /** Null: it is no number. */
  readonly id: number | null;
  readonly name: string | null;
}

/** The rows of a list that receptions point at; null: this database has none. */
export async function readNamed(
  { queries, catalogue }: Reading,
  table: string,
  label: string,
): Promise<readonly NamedRow[] | null> {
  const { dialect } = catalogue;
  const id = catalogue.find({ table, column: 'ID' });
  const name = catalogue.find({ table, column: 'Name' });
  if (!id || !name) return null;
  const rows = await queries.run(
    label,
    sql`select ${ref('c', id)} as id, ${dialect.shortText(ref('c', name))} as name
      from ${dialect.table(id.table)} c ${dialect.end}`,
  );
  return rows.map((row) => ({ id: integerOf(row['id']), name: parseText(row['name']) ?? null }));
}

/** The clinic's list, and how it is understood; null: this database has none, or its keys are no numbers. */
export async function readCancelReasons(
  reading: Reading,
  given: ReadonlyMap<string, CancelMeaning>,
): Promise<readonly CancelReason[] | null> {
  const rows = await readNamed(reading, 'ReceptionCancelReasons', 'reasons of cancelling');
  const reasons: CancelReason[] = [];
  for (const { id, name } of rows ?? []) {
    if (id === null) return null;
    reasons.push({ id, name, meaning: meaningOfReason(name, given) });
  }
  return rows && reasons;
}

/** For people: how often each was given. */
export async function countCancelReasons(
  { queries, catalogue }: Reading,
  reasons: readonly CancelReason[],
): Promise<readonly CountedReason[]> {
  const { dialect } = catalogue;
  const reason = catalogue.find({ table: 'Receptions', column: 'ID_ReceptionCancelReasons' });
  if (!reason) return [];
  const cell = ref('r', reason);
  const rows = await queries.run(
    'reasons of cancelling',
    sql`select ${cell} as reason, count(*) as n from ${dialect.table(reason.table)} r
      where ${cell} is not null group by ${cell} ${dialect.end}`,
  );
  const counts = new Map(rows.map((row) => [integerOf(row['reason']), parseCount(row['n']) ?? 0]));
  return reasons
    .map(({ id, name, meaning }) => ({ name, meaning, count: counts.get(id) ?? 0 }))
    .toSorted((a, b) => b.count - a.count);
}

/** Ids of the reasons that mean one of these, as they stand in receptions. */
export const idsMeaning = (
  reasons: readonly CancelReason[],
  ...meanings: readonly CancelMeaning[]
): readonly PatientId[] =>
  // Lists of ids are of patients otherwise.
  reasons.filter(({ meaning }) => meanings.includes(meaning)).map(({ id }) => id as PatientId);
