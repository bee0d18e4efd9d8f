import type { ContactId } from '../../amocrm/model/model.ts';
import { chunks } from '../../chunks.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import { keyset } from '../../keyset.ts';
import { Repository } from '../shape/repository.ts';
import type { RowOf } from '../shape/schema.ts';

/** Something found by a pass that a person may want to look at: ids and field keys, no values. */
export interface Finding {
  readonly kind: string;
  readonly patientId: PatientId | null;
  readonly contactId: ContactId | null;
  readonly subject: string | null;
}

interface NumberedFinding extends Finding {
  readonly id: number;
}

interface DatedFinding extends Finding {
  readonly runId: number;
  readonly at: number;
}

/** What passes found: ids and kinds, no values. */
export class Findings extends Repository {
  async add(runId: number, findings: readonly Finding[]): Promise<void> {
    for (const some of chunks(findings, 200)) {
      await this.db
        .insertInto('findings')
        .values(
          some.map((finding) => ({
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
  async keep(runId: number, kinds: readonly string[]): Promise<void> {
    await this.db
      .deleteFrom('findings')
      .where('run_id', '=', runId)
      .where('kind', 'not in', [...kinds])
      .execute();
  }

  async ofRun(runId: number): Promise<readonly Finding[]> {
    const rows = await this.db
      .selectFrom('findings')
      .selectAll()
      .where('run_id', '=', runId)
      .orderBy('id')
      .execute();
    return rows.map(toFinding);
  }

  /** How many a run has of each kind. */
  async counts(runId: number): Promise<ReadonlyMap<string, number>> {
    const rows = await this.db
      .selectFrom('findings')
      .select((e) => ['kind', e.fn.countAll<number>().as('n')])
      .where('run_id', '=', runId)
      .groupBy('kind')
      .execute();
    return new Map(rows.map(({ kind, n }) => [kind, n]));
  }

  /** Those of one kind in the order in which they were found, page by page. */
  async *pages(runId: number, kind: string): AsyncGenerator<readonly Finding[]> {
    const pages = keyset(
      (after: number) => this.page(runId, kind, { after, limit: 500 }),
      ({ id }) => id,
    );
    for await (const found of pages) yield found.map(({ id: _, ...finding }) => finding);
  }

  /** One such page: those behind the finding `after`. */
  async page(
    runId: number,
    kind: string,
    { after, limit }: { readonly after: number; readonly limit: number },
  ): Promise<readonly NumberedFinding[]> {
    const rows = await this.db
      .selectFrom('findings')
      .selectAll()
      .where('run_id', '=', runId)
      .where('kind', '=', kind)
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map((row) => ({ id: row.id, ...toFinding(row) }));
  }

  /** What was found of a patient, the newest first, and when the run that found it ended. */
  async ofPatient(patientId: PatientId, limit: number): Promise<readonly DatedFinding[]> {
    const rows = await this.db
      .selectFrom('findings')
      .innerJoin('runs', 'runs.id', 'findings.run_id')
      .selectAll('findings')
      .select((e) => e.fn.coalesce('runs.ended_at', 'runs.started_at').as('at'))
      .where('findings.patient_id', '=', patientId)
      .orderBy('findings.id', 'desc')
      .limit(limit)
      .execute();
    return rows.map((row) => ({ runId: row.run_id, at: row.at, ...toFinding(row) }));
  }
}

const toFinding = (row: RowOf<'findings'>): Finding => ({
  kind: row.kind,
  patientId: row.patient_id,
  contactId: row.contact_id,
  subject: row.subject,
});
