import type { Kysely, Selectable } from 'kysely';
import type { RunsTable, StateTables } from './schema.ts';

export type RunOutcome = 'running' | 'ok' | 'rows-rejected' | 'incomplete' | 'failed' | 'stopped';

export interface Run {
  readonly id: number;
  readonly mode: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly outcome: RunOutcome;
  readonly errorCode: string | null;
  readonly counts: Readonly<Record<string, number>>;
}

/** Something found by a pass that a person may want to look at: ids and field keys, no values. */
export interface Finding {
  readonly kind: string;
  readonly patientId: number | null;
  readonly contactId: number | null;
  readonly subject: string | null;
}

export class Runs {
  readonly #db: Kysely<StateTables>;

  constructor(db: Kysely<StateTables>) {
    this.#db = db;
  }

  async start(mode: string, now: number): Promise<number> {
    // A run that never ended died with its process: the pass lock says that nobody else is running.
    await this.#db
      .updateTable('runs')
      .set({ outcome: 'incomplete', ended_at: now, error_code: 'PROCESS_DIED' })
      .where('outcome', '=', 'running')
      .execute();
    const row = await this.#db
      .insertInto('runs')
      .values({
        mode,
        started_at: now,
        ended_at: null,
        outcome: 'running',
        error_code: null,
        counts: '{}',
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return row.id;
  }

  async finish(
    id: number,
    end: Pick<Run, 'mode' | 'outcome' | 'errorCode' | 'counts'> & { readonly endedAt: number },
  ): Promise<void> {
    await this.#db
      .updateTable('runs')
      .set({
        mode: end.mode,
        ended_at: end.endedAt,
        outcome: end.outcome,
        error_code: end.errorCode,
        counts: JSON.stringify(end.counts),
      })
      .where('id', '=', id)
      .execute();
  }

  /** The newest first. */
  async latest(limit: number): Promise<readonly Run[]> {
    const rows = await this.#db
      .selectFrom('runs')
      .selectAll()
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return rows.map(toRun);
  }

  async addFindings(runId: number, findings: readonly Finding[]): Promise<void> {
    for (let at = 0; at < findings.length; at += 200) {
      await this.#db
        .insertInto('findings')
        .values(
          findings.slice(at, at + 200).map((finding) => ({
            run_id: runId,
            kind: finding.kind,
            patient_id: finding.patientId,
            contact_id: finding.contactId,
            subject: finding.subject,
          })),
        )
        .execute();
    }
  }

  /** Drops the findings of a run but these kinds. */
  async keepFindings(runId: number, kinds: readonly string[]): Promise<void> {
    await this.#db
      .deleteFrom('findings')
      .where('run_id', '=', runId)
      .where('kind', 'not in', [...kinds])
      .execute();
  }

  async findings(runId: number): Promise<readonly Finding[]> {
    const rows = await this.#db
      .selectFrom('findings')
      .selectAll()
      .where('run_id', '=', runId)
      .orderBy('id')
      .execute();
    return rows.map((row) => ({
      kind: row.kind,
      patientId: row.patient_id,
      contactId: row.contact_id,
      subject: row.subject,
    }));
  }
}

const toRun = (row: Selectable<RunsTable>): Run => ({
  id: row.id,
  mode: row.mode,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  // Written by start and finish only.
  outcome: row.outcome as RunOutcome,
  errorCode: row.error_code,
  counts: JSON.parse(row.counts) as Record<string, number>,
});
