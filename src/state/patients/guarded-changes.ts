import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import { type PatientId, type SourceNumber, sourceOf } from '../../contact/model/patient-key.ts';
import { ofSource } from '../shape/of-source.ts';
import { Repository } from '../shape/repository.ts';
import type { StateTables } from '../shape/schema.ts';
import { isAmong } from '../shape/sql-dialect.ts';
import { upsert } from '../shape/upsert.ts';

/** Patients by kind of change. */
export type PatientsByKind = ReadonlyMap<string, ReadonlySet<PatientId>>;

/** A change that the guard counts, of one patient. */
export interface GuardedChange {
  readonly kind: string;
  readonly patientId: PatientId;
}

/** What a person's word takes out of the day. */
export interface Forgiven {
  /** Null: all. */
  readonly kind: string | null;
  /** Null: of all sources. */
  readonly source: SourceNumber | null;
}

/** As people are told it: which value several patients get is nobody's affair. */
export const kindName = (kind: string): string => kind.replace(/^(same-\w+):.*$/, '$1');

interface Waiting {
  readonly patients: number;
  /** Since when the first of them waits. */
  readonly since: number | null;
}

/** What waits because the day is full. */
export interface WaitingCount extends Waiting {
  /** By {@link kindName}, the greatest first. */
  readonly kinds: readonly (Waiting & { readonly kind: string })[];
  /** What `--allow-mass-change` takes to let all of them through. */
  readonly allow: number;
}

/**
 * What the guard counts beyond a single pass, for all passes and processes: what was carried out of late, and what waits
 * because there was too much of it.
 */
export class GuardedChanges extends Repository {
  /** Kinds of deals are counted by their visits, whose keys are made like those of patients. */
  readonly #kinds: RawBuilder<SqlBool>;

  constructor(db: Kysely<StateTables>, of: 'contacts' | 'deals' = 'contacts') {
    super(db);
    this.#kinds =
      of === 'deals' ? sql<SqlBool>`kind like 'deal-%'` : sql<SqlBool>`kind not like 'deal-%'`;
  }

  /** Those carried out after `since`. */
  async carriedOut(since: number): Promise<PatientsByKind> {
    const rows = await this.db
      .selectFrom('guarded_changes')
      .select(['kind', 'patient_id'])
      .where('at', '>', since)
      .where(this.#kinds)
      .execute();
    return byKind(rows);
  }

  /** When the first of this kind was carried out after `since`; null: none was. */
  async firstAt(kind: string, since: number): Promise<number | null> {
    const row = await this.db
      .selectFrom('guarded_changes')
      .select((e) => e.fn.min('at').as('at'))
      .where('kind', '=', kind)
      .where('at', '>', since)
      .executeTakeFirst();
    return row?.at ?? null;
  }

  /** Carried out now: counted by whatever pass comes next. */
  async note(changes: readonly GuardedChange[], at: number): Promise<void> {
    const rows = changes.map((change) => ({ ...toRow(change), at }));
    await upsert(this.db, 'guarded_changes', rows);
  }

  /** A person said so: they are counted no more. */
  async forgive(forgiven: readonly Forgiven[]): Promise<void> {
    for (const { kind, source } of forgiven) {
      let query = this.db.deleteFrom('guarded_changes');
      if (kind !== null) query = query.where('kind', '=', kind);
      if (source !== null) query = query.where(ofSource('patient_id', source));
      await query.execute();
    }
  }

  async prune(until: number): Promise<void> {
    await this.db.deleteFrom('guarded_changes').where('at', '<=', until).execute();
  }

  async waiting(): Promise<PatientsByKind> {
    return byKind(
      await this.db
        .selectFrom('waiting_changes')
        .select(['kind', 'patient_id'])
        .where(this.#kinds)
        .execute(),
    );
  }

  async waitingCount(): Promise<WaitingCount> {
    const rows = await this.db
      .selectFrom('waiting_changes')
      .selectAll()
      .where(this.#kinds)
      .execute();
    const kinds = Map.groupBy(rows, ({ kind }) => kindName(kind));
    return {
      ...countOf(rows),
      kinds: [...kinds]
        .map(([kind, ofKind]) => ({ kind, ...countOf(ofKind) }))
        .toSorted((a, b) => b.patients - a.patients || (a.kind < b.kind ? -1 : 1)),
      // A word is for each database by itself; one same value for many is one mass over all of them.
      allow: Math.max(
        0,
        ...Map.groupBy(rows, ({ kind, patient_id }) =>
          kind.startsWith('same-') ? kind : `${kind} ${sourceOf(patient_id)}`,
        )
          .values()
          .map(sizeOf),
      ),
    };
  }

  /** One that waits already keeps its beginning. */
  async keepWaiting(changes: readonly GuardedChange[], since: number): Promise<void> {
    const rows = changes.map((change) => ({ ...toRow(change), since }));
    await upsert(this.db, 'waiting_changes', rows, { updates: [] });
  }

  /** Whatever waits of these patients. */
  async dropAllWaiting(ids: readonly PatientId[]): Promise<void> {
    if (ids.length === 0) return;
    await this.db
      .deleteFrom('waiting_changes')
      .where(isAmong(this.db, 'patient_id', ids))
      .where(this.#kinds)
      .execute();
  }

  async dropWaiting(changes: readonly GuardedChange[]): Promise<void> {
    for (const { kind, patientId } of changes) {
      await this.db
        .deleteFrom('waiting_changes')
        .where('kind', '=', kind)
        .where('patient_id', '=', patientId)
        .execute();
    }
  }
}

const sizeOf = (rows: readonly unknown[]): number => rows.length;

const countOf = (
  rows: readonly { readonly patient_id: number; readonly since: number }[],
): Waiting => ({
  patients: new Set(rows.map(({ patient_id }) => patient_id)).size,
  since: rows.length === 0 ? null : Math.min(...rows.map(({ since }) => since)),
});

const toRow = ({ kind, patientId }: GuardedChange) => ({ kind, patient_id: patientId });

function byKind(rows: readonly { kind: string; patient_id: PatientId }[]): PatientsByKind {
  const kinds = new Map<string, Set<PatientId>>();
  for (const { kind, patient_id } of rows) {
    const patients = kinds.get(kind) ?? new Set();
    kinds.set(kind, patients.add(patient_id));
  }
  return kinds;
}
