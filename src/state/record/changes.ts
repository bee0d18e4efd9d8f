import { type Kysely, sql } from 'kysely';
import type { ContactId } from '../../amocrm/model/model.ts';
import { chunks } from '../../chunks.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import { Repository } from '../shape/repository.ts';
import type { RowOf, StateTables } from '../shape/schema.ts';

/** As what a run wrote it. */
export type ChangeKind = 'created' | 'adopted' | 'updated' | 'removed';

/** What amoCRM acknowledged of one patient: which items, no values. */
export interface WrittenChange {
  readonly patientId: PatientId;
  readonly contactId: ContactId;
  readonly kind: ChangeKind;
  /** Field keys, `name`, `phones`, `emails`; none: the contact as a whole. */
  readonly items: readonly string[];
}

interface RecordedChange extends WrittenChange {
  readonly id: number;
  readonly runId: number;
}

interface ChangeSearch {
  /** Behind this one. */
  readonly after: number;
  readonly limit: number;
  readonly patientId?: PatientId | undefined;
  /** A field key, `name`, `phones` or `emails`. */
  readonly item?: string | undefined;
}

/** A first load of a large clinic, and months of everyday changes behind it. */
const kept = 300_000;

/** What runs wrote, for whom, item by item. */
export class Changes extends Repository {
  readonly #runId: number;

  /** @param runId the run that writes; 0: none. */
  constructor(db: Kysely<StateTables>, runId: number) {
    super(db);
    this.#runId = runId;
  }

  async add(changes: readonly WrittenChange[]): Promise<void> {
    for (const some of chunks(changes, 200)) {
      await this.db
        .insertInto('changes')
        .values(
          some.map(({ patientId, contactId, kind, items }) => ({
            run_id: this.#runId,
            patient_id: patientId,
            contact_id: contactId,
            kind,
            items: items.join(' '),
          })),
        )
        .execute();
    }
  }

  /** Of a run, in the order in which they were written. */
  async ofRun(runId: number, search: ChangeSearch): Promise<readonly RecordedChange[]> {
    const { after, limit, patientId, item } = search;
    let query = this.db
      .selectFrom('changes')
      .selectAll()
      .where('run_id', '=', runId)
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit);
    if (patientId !== undefined) query = query.where('patient_id', '=', patientId);
    // Whole words: keys hold no blanks.
    if (item !== undefined) {
      query = query.where(sql<string>`' ' || items || ' '`, 'like', `% ${likeText(item)} %`);
    }
    return (await query.execute()).map(toChange);
  }

  /** The newest first, and when the run that wrote it ended. */
  async ofPatient(
    patientId: PatientId,
    limit: number,
  ): Promise<readonly (RecordedChange & { readonly at: number })[]> {
    const rows = await this.db
      .selectFrom('changes')
      .innerJoin('runs', 'runs.id', 'changes.run_id')
      .selectAll('changes')
      .select((e) => e.fn.coalesce('runs.ended_at', 'runs.started_at').as('at'))
      .where('changes.patient_id', '=', patientId)
      .orderBy('changes.id', 'desc')
      .limit(limit)
      .execute();
    return rows.map((row) => ({ ...toChange(row), at: row.at }));
  }

  /** Forgets the oldest. */
  async prune(): Promise<void> {
    await this.db
      .deleteFrom('changes')
      .where('id', '<=', (e) =>
        e.selectFrom('changes').select((s) => s(s.fn.max('id'), '-', kept).as('oldest')),
      )
      .execute();
  }
}

/** `_` stands for any sign in a pattern, and field keys have many. */
const likeText = (text: string): string => text.replace(/[%_\\]/g, '_');

const toChange = (row: RowOf<'changes'>): RecordedChange => ({
  id: row.id,
  runId: row.run_id,
  patientId: row.patient_id,
  contactId: row.contact_id,
  // Written by add only.
  kind: row.kind as ChangeKind,
  items: row.items === '' ? [] : row.items.split(' '),
});
