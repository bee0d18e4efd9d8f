import { type Kysely, sql } from 'kysely';
import {
  idsPerSource,
  type PatientId,
  type SourceNumber,
} from '../../contact/model/patient-key.ts';
import { BulkInsert } from '../../state/bulk-insert.ts';
import type { CensusGap } from '../../state/patients/census.ts';
import { type LinkState, toLinkState } from '../../state/patients/link.ts';
import type { Scratch } from '../../state/scratch.ts';
import { isAbsent } from '../../state/shape/absent.ts';
import { analyzed } from '../../state/shape/sql-dialect.ts';
import { type Subject, warningCounts } from '../item/subject.ts';
import { noWarnings, type WarningCounts, warningNames } from '../pass/pass-counts.ts';
import { addRows, type ScratchTables, scratchTables } from '../scratch-tables.ts';

/** Of the patients for whom nothing is left to do. */
type InSyncCounts = WarningCounts & { readonly patients: number };

/** Whom IDENT showed in this pass, in temporary tables so that memory does not grow with their number. */
export class SeenPatients {
  readonly #db: Kysely<ScratchTables>;
  readonly #rows: BulkInsert<PatientRow>;

  private constructor(db: Kysely<ScratchTables>) {
    this.#db = db;
    this.#rows = new BulkInsert((rows) =>
      db
        .insertInto('seen_patients')
        .values(rows)
        .onConflict((c) => c.doNothing()),
    );
  }

  static async create(scratch: Pick<Scratch, 'db'>): Promise<SeenPatients> {
    return new SeenPatients(await scratchTables(scratch, 'seen_patients', 'vanished_patients'));
  }

  /** Whom IDENT showed first stays as it was. */
  insert(rows: readonly PatientRow[]): Promise<void> {
    return this.#rows.insert(this.#db, rows);
  }

  /**
   * Once both sides are read and the links are what they will be: only those stay in sync whose contact agrees too.
   */
  async conclude(): Promise<InSyncCounts> {
    await analyzed(this.#db, 'seen_patients', 'seen_contacts');
    await sql`update seen_patients as f set in_sync = 0 where in_sync = 1 and not (
      ${isAbsent('f.patient_id', 'forgotten', { where: sql`undone = 0` })}
      and ${isAbsent('f.patient_id', 'rejected')}
      and ${isAbsent('f.patient_id', 'intents')}
      and exists (
        select 1 from ${sql.table('links')} l join seen_contacts s on s.contact_id = l.contact_id
        where l.patient_id = f.patient_id and l.status = 'linked' and l.run_id <= s.up_to
          and (s.holds = 'all' or s.holds = 'all-but-name' and (
            f.named = 0 or f.name_parts <> '' and s.name_parts = f.name_parts))))`.execute(
      this.#db,
    );
    const { rows } = await sql<InSyncCounts>`
      select count(*) as "patients", ${sql.join(
        warningNames.map((name) => sql`coalesce(sum(${sql.ref(name)}), 0) as ${sql.ref(name)}`),
      )} from seen_patients where in_sync = 1`.execute(this.#db);
    return rows[0] ?? { patients: 0, ...noWarnings };
  }

  /** How many suspects there are. */
  async countSuspects(): Promise<number> {
    const { n } = await this.#db
      .selectFrom('seen_patients')
      .select((e) => e.fn.countAll<number>().as('n'))
      .where('in_sync', '=', 0)
      .where('aside', '=', 0)
      .executeTakeFirstOrThrow();
    return n;
  }

  /** Patients in sync of whom something cannot be read, by ascending id, above `after`. */
  async unreadable(after: PatientId, limit: number) {
    const rows = await this.#db
      .selectFrom('seen_patients')
      .innerJoin('links', 'links.patient_id', 'seen_patients.patient_id')
      .select(['links.patient_id as patientId', 'links.contact_id as contactId', 'unreadable'])
      .where('in_sync', '=', 1)
      .where('unreadable', '!=', '')
      .where('links.patient_id', '>', after)
      .orderBy('links.patient_id')
      .limit(limit)
      .execute();
    return rows.map(({ unreadable, ...whose }) => ({ whose, subjects: unreadable.split(',') }));
  }

  /** Suspects, by ascending id, above `after`. */
  async suspects(after: PatientId, limit: number): Promise<readonly PatientId[]> {
    const rows = await this.#page(after, limit)
      .where('in_sync', '=', 0)
      .where('aside', '=', 0)
      .execute();
    return rows.map((row) => row.patient_id);
  }

  /** Links of patients that IDENT did not show, by ascending patient id, above `after`. */
  async unshown(after: PatientId, limit: number): Promise<readonly LinkState[]> {
    const rows = await this.#db
      .selectFrom('links')
      .select(['patient_id', 'contact_id', 'status'])
      .where('patient_id', '>', after)
      .where(isAbsent('links.patient_id', 'seen_patients'))
      .orderBy('patient_id')
      .limit(limit)
      .execute();
    return rows.map(toLinkState);
  }

  /** These are not in IDENT any more, as far as it was asked. */
  async noteVanished(ids: readonly PatientId[]): Promise<void> {
    const rows = ids.map((patient_id) => ({ patient_id }));
    await addRows(this.#db, 'vanished_patients', rows);
  }

  /** What of suspects went over otherwise than IDENT has it. At most a page of them at a time. */
  async noteWarned(suspects: readonly Subject[]): Promise<void> {
    const rows = suspects
      .map((subject) => ({ ...suspectRow(subject.id), ...countsOf(subject) }))
      .filter((row) => warningNames.some((name) => row[name] > 0));
    if (rows.length === 0) return;
    await this.#db
      .insertInto('seen_patients')
      .values(rows)
      .onConflict((c) =>
        c
          .column('patient_id')
          .doUpdateSet((e) =>
            Object.fromEntries(warningNames.map((name) => [name, e.ref(`excluded.${name}`)])),
          ),
      )
      .execute();
  }

  /** Whose values of this kind went over otherwise, by ascending id, above `after`. */
  async warned(
    kind: keyof WarningCounts,
    after: PatientId,
    limit: number,
  ): Promise<readonly PatientId[]> {
    const rows = await this.#page(after, limit).where(kind, '>', 0).execute();
    return rows.map((row) => row.patient_id);
  }

  #page(after: PatientId, limit: number) {
    return this.#db
      .selectFrom('seen_patients')
      .select('patient_id')
      .where('patient_id', '>', after)
      .orderBy('patient_id')
      .limit(limit);
  }

  /** How many patients each source showed. */
  async countBySource(): Promise<ReadonlyMap<SourceNumber, number>> {
    const source = sql<SourceNumber>`patient_id / ${sql.lit(idsPerSource)} + 1`;
    const rows = await this.#db
      .selectFrom('seen_patients')
      .select((e) => [source.as('source'), e.fn.countAll<number>().as('n')])
      .groupBy('source')
      .execute();
    return new Map(rows.map(({ source: number, n }) => [number, n]));
  }

  /** Patients of whom nothing but this reading tells where they are, by ascending id, above `after`. */
  async gaps(gap: CensusGap, after: PatientId, limit: number): Promise<readonly PatientId[]> {
    const isLinked = sql`status in ('linked', 'missing')`;
    const which = {
      waiting: sql`select patient_id from seen_patients as p
        where ${isAbsent('p.patient_id', 'links', { where: isLinked })}
        and ${isAbsent('p.patient_id', 'forgotten', { where: sql`undone = 0` })}
        and ${isAbsent('p.patient_id', 'rejected')}
        and ${isAbsent('p.patient_id', 'intents')}
        and ${isAbsent('p.patient_id', 'outside')}`,
      gone: sql`select patient_id from vanished_patients
        where patient_id in (select patient_id from ${sql.table('links')} where ${isLinked})
        union select patient_id from ${sql.table('forgotten')} as p
        where undone = 0 and ${isAbsent('p.patient_id', 'seen_patients')}`,
    }[gap];
    const { rows } = await sql<{ patient_id: PatientId }>`
      select patient_id from (${which}) as gaps where patient_id > ${after}
      order by patient_id limit ${limit}`.execute(this.#db);
    return rows.map(({ patient_id }) => patient_id);
  }
}

export type PatientRow = ScratchTables['seen_patients'];

export const inSyncRow = (subject: Subject): PatientRow => ({
  ...suspectRow(subject.id),
  in_sync: 1,
  named: subject.hashes.name === '' ? 0 : 1,
  name_parts: subject.hashes.nameParts,
  ...countsOf(subject),
});

/** What of a patient goes over otherwise than IDENT has it, or cannot be read. */
function countsOf(subject: Subject) {
  const { unreadable, ...counts } = warningCounts(subject);
  return { ...counts, unreadable: unreadable.join() };
}

export const suspectRow = (id: PatientId): PatientRow => ({
  patient_id: id,
  in_sync: 0,
  aside: 0,
  named: 1,
  name_parts: '',
  ...noWarnings,
  unreadable: '',
});

export const asideRow = (id: PatientId): PatientRow => ({ ...suspectRow(id), aside: 1 });
