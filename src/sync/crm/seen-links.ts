import { type Kysely, sql } from 'kysely';
import type { ContactId } from '../../amocrm/model/model.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import { type LinkState, toLinkState } from '../../state/patients/link.ts';
import { isAbsent } from '../../state/shape/absent.ts';
import type { ScratchTables } from '../scratch-tables.ts';

/** A contact that names a patient. */
export interface Carrier {
  readonly patientId: PatientId;
  readonly contactId: ContactId;
}

/** What amoCRM showed in a pass, held against the links. */
export class SeenLinks {
  readonly #db: Kysely<ScratchTables>;
  readonly #runId: number;

  constructor(db: Kysely<ScratchTables>, runId: number) {
    this.#db = db;
    this.#runId = runId;
  }

  /**
   * Patients that two or more contacts name, with those contacts, in the order of both ids: so many patients above
   * `after`. A contact that is linked to another patient is that one's, whatever somebody wrote into its id.
   */
  async duplicates(after: PatientId, limit: number): Promise<readonly Carrier[]> {
    const { rows } = await sql<Carrier>`
      with carriers as (
        select s.patient_id, s.contact_id from seen_contacts s
        left join ${sql.table('links')} l on l.contact_id = s.contact_id
        where s.patient_id > ${after} and ${isAbsent('s.patient_id', 'forgotten', onTheList)}
          and (l.patient_id is null or l.patient_id = s.patient_id))
      select patient_id as "patientId", contact_id as "contactId" from carriers
      where patient_id in (
        select patient_id from carriers group by patient_id having count(*) > 1
        order by patient_id limit ${limit})
      order by patient_id, contact_id`.execute(this.#db);
    return rows;
  }

  /** Contacts that still, or again, name a patient who is on the do-not-sync list. */
  async forgotten(): Promise<readonly Carrier[]> {
    return await this.#db
      .selectFrom('seen_contacts as s')
      .innerJoin('forgotten as f', 'f.patient_id', 's.patient_id')
      .select(['f.patient_id as patientId', 's.contact_id as contactId'])
      .where('f.undone', '=', 0)
      .orderBy('s.contact_id')
      .execute();
  }

  /**
   * Contacts of links that were not seen, lowest first; those that were missing before, and orphans, among them. What
   * another pass has written since is there by the word of an answer; what it found missing was not seen. Where a create
   * is not decided, it may be the contact.
   */
  async unseen(): Promise<readonly LinkState[]> {
    const rows = await this.#db
      .selectFrom('links')
      .select(['patient_id', 'contact_id', 'status'])
      .where(isAbsent('links.patient_id', 'forgotten', onTheList))
      .where(isAbsent('links.patient_id', 'intents'))
      .where(
        sql<boolean>`case when run_id > ${this.#runId} then status = 'missing' and not exists (
            select 1 from seen_contacts s where s.contact_id = links.contact_id and s.up_to >= run_id)
          else ${isAbsent('links.contact_id', 'seen_contacts', { column: 'contact_id' })} end`,
      )
      .orderBy('contact_id')
      .execute();
    return rows.map(toLinkState);
  }

  /** Contacts that were missing when last looked for, and are there again. */
  async returned(): Promise<readonly Carrier[]> {
    return await this.#db
      .selectFrom('links')
      .innerJoin('seen_contacts as s', 's.contact_id', 'links.contact_id')
      .select(['links.patient_id as patientId', 'links.contact_id as contactId'])
      .where('status', '=', 'missing')
      .whereRef('run_id', '<=', 's.up_to')
      .where(isAbsent('links.patient_id', 'forgotten', onTheList))
      .orderBy('links.contact_id')
      .execute();
  }

  /** Patients whom contacts name and no link knows, or an orphan's alone, by ascending id, one page above `after`. */
  async unlinked(after: PatientId, limit: number): Promise<readonly PatientId[]> {
    const rows = await this.#db
      .selectFrom('seen_contacts as s')
      .leftJoin('links as p', 'p.patient_id', 's.patient_id')
      .select('s.patient_id')
      .distinct()
      .where('s.patient_id', '>', after)
      .$narrowType<{ patient_id: PatientId }>()
      .where((e) =>
        e.or([
          e('p.status', '=', 'orphan'),
          e.and([
            e('p.patient_id', 'is', null),
            isAbsent('s.contact_id', 'links', { column: 'contact_id' }),
          ]),
        ]),
      )
      .orderBy('s.patient_id')
      .limit(limit)
      .execute();
    return rows.map((row) => row.patient_id);
  }
}

/** Patients whom no report names. */
const onTheList = { where: sql`undone = 0` };
