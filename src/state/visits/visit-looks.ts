import { sql } from 'kysely';
import type { PatientId, SourceNumber } from '../../contact/model/patient-key.ts';
import type { VisitKey } from '../../visits/visit-key.ts';
import { ofSource } from '../shape/of-source.ts';
import { Repository } from '../shape/repository.ts';
import type { RowOf } from '../shape/schema.ts';
import { isAmong } from '../shape/sql-dialect.ts';
import { upsert } from '../shape/upsert.ts';

/**
 * `quiet`: until its stage has stood for a while. `contact`: until its patient has a contact. `portion`: until the hour has
 * room for another deal. `guard`: until the day has room for its change. `stopped`: until it is known that no other
 * installation makes deals in the account. `answer`: it was sent, and nobody knows yet.
 */
export const lookReasons = ['quiet', 'contact', 'portion', 'guard', 'stopped', 'answer'] as const;

export type LookFor = (typeof lookReasons)[number];

/** A visit that is looked at again although nothing changes in IDENT. */
export interface VisitLook {
  readonly visit: VisitKey;
  readonly patientId: PatientId;
  /** Not before. */
  readonly at: number;
  readonly for: LookFor;
}

/** One that waits, and since when it waits for this. */
export interface WaitingVisit extends VisitLook {
  readonly since: number;
}

export class VisitLooks extends Repository {
  /** Whose time has come; whoever waits for a contact is due as soon as there is one. */
  async due(source: SourceNumber, now: number): Promise<readonly VisitKey[]> {
    const rows = await this.db
      .selectFrom('visit_looks')
      .select('visit')
      .where(ofSource('visit', source))
      .where('at', '<=', now)
      .where((e) =>
        e.or([
          e('for', '<>', 'contact'),
          e.exists(
            e
              .selectFrom('links')
              .select(e.lit(1).as('one'))
              .whereRef('links.patient_id', '=', 'visit_looks.patient_id')
              .where('links.status', '=', 'linked'),
          ),
        ]),
      )
      .orderBy('visit')
      .execute();
    return rows.map(({ visit }) => visit);
  }

  /** Since when these have waited for their stage to stand for a while. */
  async since(visits: readonly VisitKey[]): Promise<ReadonlyMap<VisitKey, number>> {
    if (visits.length === 0) return new Map();
    const rows = await this.db
      .selectFrom('visit_looks')
      .select(['visit', 'since'])
      .where(isAmong(this.db, 'visit', visits))
      .where('for', '=', 'quiet')
      .execute();
    return new Map(rows.map(({ visit, since }) => [visit, since]));
  }

  /** Those that wait, whose time comes first before all others. */
  async page({
    offset,
    limit,
  }: {
    readonly offset: number;
    readonly limit: number;
  }): Promise<readonly WaitingVisit[]> {
    const rows = await this.db
      .selectFrom('visit_looks')
      .selectAll()
      .orderBy('at')
      .orderBy('visit')
      .offset(offset)
      .limit(limit)
      .execute();
    return rows.map(toWaiting);
  }

  /** What of these waits. */
  async ofVisits(visits: readonly VisitKey[]): Promise<ReadonlyMap<VisitKey, WaitingVisit>> {
    if (visits.length === 0) return new Map();
    const rows = await this.db
      .selectFrom('visit_looks')
      .selectAll()
      .where(isAmong(this.db, 'visit', visits))
      .execute();
    return new Map(rows.map(toWaiting).map((row) => [row.visit, row]));
  }

  /** How many wait, by what they wait for. */
  async counts(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.db
      .selectFrom('visit_looks')
      .select((e) => ['for', e.fn.countAll<number>().as('n')])
      .groupBy('for')
      .execute();
    return new Map(rows.map((row) => [row.for, Number(row.n)]));
  }

  /** Visits with a deal whose stage, or whose answer, was to be looked at before a moment, and since when the oldest was. */
  async late(
    before: number,
  ): Promise<{ readonly count: number; readonly oldestAt: number | null }> {
    const row = await this.db
      .selectFrom('visit_looks')
      .innerJoin('visit_deals', 'visit_deals.visit', 'visit_looks.visit')
      .where('visit_looks.for', 'in', ['quiet', 'answer'])
      .where('visit_looks.at', '<', before)
      .select((e) => [
        e.fn.countAll<number>().as('n'),
        e.fn.min<number | null>('visit_looks.at').as('oldest'),
      ])
      .executeTakeFirstOrThrow();
    return { count: Number(row.n), oldestAt: row.oldest === null ? null : Number(row.oldest) };
  }

  /** Instead of whatever these visits waited for before. */
  async replace(
    looked: readonly VisitKey[],
    looks: readonly VisitLook[],
    now: number,
  ): Promise<void> {
    const waiting = new Set(looks.map(({ visit }) => visit));
    const done = looked.filter((visit) => !waiting.has(visit));
    await this.deleteAmong('visit_looks', 'visit', done);
    const rows = looks.map(({ visit, patientId, at, for: why }) => ({
      visit,
      patient_id: patientId,
      at,
      for: why,
      since: now,
    }));
    // Another wait begins now.
    const since = sql`case when visit_looks."for" = excluded."for"
      then visit_looks.since else excluded.since end`;
    await upsert(this.db, 'visit_looks', rows, { sets: { since } });
  }
}

const toWaiting = (row: RowOf<'visit_looks'>): WaitingVisit => ({
  visit: row.visit,
  patientId: row.patient_id,
  at: row.at,
  since: row.since,
  // Written from one of them.
  for: lookReasons.find((one) => one === row.for) ?? 'quiet',
});
