import { type Kysely, sql } from 'kysely';
import type { ContactId } from '../../amocrm/model/model.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { PatientNameTokens } from '../../contact/person/name-agreement.ts';
import { isWholeNumber } from '../../contact/phone/phones.ts';
import type { Hasher } from '../../contact/value/hasher.ts';
import { isAbsent } from '../../state/shape/absent.ts';
import { hashedTokens, phoneHash, type Subject } from '../item/subject.ts';
import type { Pass } from '../pass/pass-context.ts';
import { addRows, type ScratchTables, scratchTables } from '../scratch-tables.ts';

/** A patient and the contact that it is matched to. */
export interface Match {
  readonly patientId: PatientId;
  readonly contactId: ContactId;
}

/** A patient without a link, with the lowest of the contacts that have one of its phones. */
interface PhoneCandidate extends Match {
  readonly tokens: PatientNameTokens;
  /** How many such contacts there are. */
  readonly count: number;
}

/** The patients of a pass that no contact is linked to, with their phones and names as hashes. */
export class UnlinkedPatients {
  readonly #db: Kysely<ScratchTables>;
  readonly #hasher: Hasher;
  readonly #runId: number;

  private constructor(
    { hasher, runId }: Pick<Pass, 'hasher' | 'runId'>,
    db: Kysely<ScratchTables>,
  ) {
    this.#db = db;
    this.#hasher = hasher;
    this.#runId = runId;
  }

  static async create(pass: Pick<Pass, 'scratch' | 'hasher' | 'runId'>): Promise<UnlinkedPatients> {
    return new UnlinkedPatients(pass, await scratchTables(pass.scratch, 'fresh', 'fresh_phones'));
  }

  async add(subjects: readonly Subject[]): Promise<void> {
    const rows = subjects.map((subject) => ({
      patient_id: subject.id,
      tokens: JSON.stringify(hashedTokens(this.#hasher, subject.nameTokens)),
      contact_id: null,
    }));
    await addRows(this.#db, 'fresh', rows);
    const phones = subjects.flatMap(({ id, contact }) =>
      (contact.phones ?? []).map((phone) => ({
        hash: phoneHash(this.#hasher, phone.key),
        patient_id: id,
        // A child's phone is its parent's, and a local number many a town's: they never lead to an adoption, but bar one.
        adopts: contact.hasParent || !isWholeNumber(phone) ? 0 : 1,
      })),
    );
    await addRows(this.#db, 'fresh_phones', phones);
  }

  async count(): Promise<number> {
    const row = await this.#db
      .selectFrom('fresh')
      .select((e) => e.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    return row.n;
  }

  /** Those with the lowest ids, matched or not. */
  async first(limit: number): Promise<readonly PatientId[]> {
    const rows = await this.#db
      .selectFrom('fresh')
      .select('patient_id')
      .orderBy('patient_id')
      .limit(limit)
      .execute();
    return rows.map((row) => row.patient_id);
  }

  /** Those that were not matched yet, by ascending id. */
  async unmatched(after: PatientId, limit: number): Promise<readonly PatientId[]> {
    const rows = await this.#db
      .selectFrom('fresh')
      .select('patient_id')
      .where('contact_id', 'is', null)
      .where('patient_id', '>', after)
      .orderBy('patient_id')
      .limit(limit)
      .execute();
    return rows.map((row) => row.patient_id);
  }

  /**
   * How many phones may lead to an adoption: each would cost a look-up. A phone that another known patient has does
   * not: families share phones, and two patients are two contacts.
   */
  async adoptablePhones(): Promise<number> {
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from fresh_phones p
      where p.adopts = 1 and ${this.#ownPhone}`.execute(this.#db);
    return rows[0]?.n ?? 0;
  }

  /** Whether this patient's phone may lead to an adoption. */
  async adoptable(patientId: PatientId): Promise<ReadonlySet<string>> {
    const { rows } = await sql<{ hash: string }>`
      select p.hash as hash from fresh_phones p
      where p.patient_id = ${patientId} and p.adopts = 1 and ${this.#ownPhone}`.execute(this.#db);
    return new Set(rows.map(({ hash }) => hash));
  }

  /** Patients with contacts that have one of their phones, by ascending id. */
  async candidates(after: PatientId, limit: number): Promise<readonly PhoneCandidate[]> {
    const { rows } = await sql<MatchedRow & { readonly tokens: string; readonly n: number }>`
      select f.patient_id, f.tokens, min(s.contact_id) as contact_id,
        count(distinct s.contact_id) as n
      from fresh f
      join fresh_phones p on p.patient_id = f.patient_id and p.adopts = 1
      join seen_phones s on s.hash = p.hash
      where f.patient_id > ${after} and ${this.#ownPhone} and ${isAbsent('s.contact_id', 'links', {
        column: 'contact_id',
        where: sql`run_id > ${this.#runId}`,
      })}
      group by f.patient_id order by f.patient_id limit ${limit}`.execute(this.#db);
    return rows.map((row) => ({
      ...toMatch(row),
      // Our own JSON.
      tokens: JSON.parse(row.tokens) as PatientNameTokens,
      count: row.n,
    }));
  }

  async match({ patientId, contactId }: Match): Promise<void> {
    await this.#db
      .updateTable('fresh')
      .set({ contact_id: contactId })
      .where('patient_id', '=', patientId)
      .execute();
  }

  /** Takes back the matches of patients that came to the same contact: it is none of theirs. */
  async dropDisputed(): Promise<readonly Match[]> {
    const isDisputed = sql`contact_id in (
      select contact_id from fresh group by contact_id having count(*) > 1)`;
    const disputed = await sql<MatchedRow>`
      select patient_id, contact_id from fresh where ${isDisputed}
      order by patient_id`.execute(this.#db);
    if (disputed.rows.length === 0) return [];
    await sql`update fresh set contact_id = null where ${isDisputed}`.execute(this.#db);
    return disputed.rows.map(toMatch);
  }

  /** Those that were matched, by ascending patient id, above `after`. */
  async matched(after: PatientId, limit: number): Promise<readonly Match[]> {
    const rows = await this.#matched
      .where('patient_id', '>', after)
      .orderBy('patient_id')
      .limit(limit)
      .execute();
    return rows.map(toMatch);
  }

  async matches(ids: readonly PatientId[]): Promise<ReadonlyMap<PatientId, ContactId>> {
    if (ids.length === 0) return new Map();
    const rows = await this.#matched.where('patient_id', 'in', [...ids]).execute();
    return new Map(rows.map((row) => [row.patient_id, row.contact_id]));
  }

  get #matched() {
    return this.#db
      .selectFrom('fresh')
      .select(['patient_id', 'contact_id'])
      .where('contact_id', 'is not', null)
      .$narrowType<MatchedRow>();
  }

  get #ownPhone() {
    return sql<boolean>`
      not exists (
        select 1 from ${sql.table('patient_phones')} k where k.hash = p.hash and k.patient_id <> p.patient_id)
      and not exists (
        select 1 from aside_phones k where k.hash = p.hash)
      and not exists (
        select 1 from fresh_phones k
        where k.hash = p.hash and k.patient_id <> p.patient_id)`;
  }
}

interface MatchedRow {
  readonly patient_id: PatientId;
  readonly contact_id: ContactId;
}

const toMatch = (row: MatchedRow): Match => ({
  patientId: row.patient_id,
  contactId: row.contact_id,
});
