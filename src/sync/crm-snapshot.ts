import { type Kysely, sql } from 'kysely';
import type { ContactId } from '../amocrm/model.ts';
import type { PatientId } from '../contact/patient.ts';
import type { Link, LinkStatus } from '../state/links.ts';
import type { StateTables } from '../state/schema.ts';
import type { Holding } from './agreement.ts';
import type { LiveContact } from './live-contact.ts';
import { passTable } from './pass-table.ts';
import { pack, unpack } from './seen-contact.ts';

interface SnapshotTables extends StateTables {
  /** `outdated` is 1 when the contact is there, but another pass wrote to it since it was seen. */
  seen_contacts: {
    contact_id: number;
    patient_id: number | null;
    hashes: string;
    holds: Holding | null;
    name_parts: string;
    outdated: 0 | 1;
  };
  seen_phones: { hash: string; contact_id: number };
}

/** A contact that names a patient. */
export interface Carrier {
  readonly patientId: PatientId;
  readonly contactId: ContactId;
}

/**
 * What amoCRM showed in this pass, spilled into temporary tables so that memory does not grow with the account: ids and
 * hashes, no values.
 */
export class CrmSnapshot implements AsyncDisposable {
  readonly #db: Kysely<SnapshotTables>;
  readonly #contacts: 'seen_contacts';
  readonly #phones: 'seen_phones';
  #outdatings = 0;

  private constructor(db: Kysely<SnapshotTables>, runId: number) {
    this.#db = db;
    this.#contacts = passTable('seen_contacts', runId);
    this.#phones = passTable('seen_phones', runId);
  }

  static async create(state: Kysely<StateTables>, runId: number): Promise<CrmSnapshot> {
    const db = state.withTables<Pick<SnapshotTables, 'seen_contacts' | 'seen_phones'>>();
    const snapshot = new CrmSnapshot(db, runId);
    await snapshot.#drop();
    await snapshot.#createTables();
    return snapshot;
  }

  async #createTables(): Promise<void> {
    const { schema } = this.#db;
    await schema
      .createTable(this.#contacts)
      .temporary()
      .addColumn('contact_id', 'integer', (c) => c.primaryKey())
      .addColumn('patient_id', 'integer')
      .addColumn('hashes', 'text', (c) => c.notNull())
      .addColumn('holds', 'text')
      .addColumn('name_parts', 'text', (c) => c.notNull())
      .addColumn('outdated', 'integer', (c) => c.notNull())
      .execute();
    await sql`create index temp.${sql.ref(`${this.#contacts}_patient`)}
      on ${sql.table(this.#contacts)} (patient_id) where patient_id is not null`.execute(this.#db);
    await schema
      .createTable(this.#phones)
      .temporary()
      .addColumn('hash', 'text', (c) => c.notNull())
      .addColumn('contact_id', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('seen_phones_pk', ['hash', 'contact_id'])
      .execute();
  }

  /**
   * At most a page at a time (SQLite's parameter limit).
   *
   * @param holding what they were found to hold of what amoCRM acknowledged, where that was looked at.
   */
  async add(
    contacts: readonly LiveContact[],
    holding?: ReadonlyMap<ContactId, Holding>,
  ): Promise<void> {
    if (contacts.length === 0) return;
    const phones = contacts.flatMap((contact) =>
      contact.phones.map((hash) => ({ hash, contact_id: contact.contactId })),
    );
    await this.#db.transaction().execute(async (tx) => {
      await tx
        .insertInto(this.#contacts)
        .values(
          contacts.map((contact) => ({
            contact_id: contact.contactId,
            patient_id: contact.patientId,
            hashes: pack(contact),
            holds: holding?.get(contact.contactId) ?? null,
            name_parts: contact.nameParts,
            outdated: 0 as const,
          })),
        )
        .onConflict((c) =>
          c.column('contact_id').doUpdateSet((e) => ({
            patient_id: e.ref('excluded.patient_id'),
            hashes: e.ref('excluded.hashes'),
            holds: e.ref('excluded.holds'),
            name_parts: e.ref('excluded.name_parts'),
            outdated: 0,
          })),
        )
        .execute();
      for (let at = 0; at < phones.length; at += 1_000) {
        await tx
          .insertInto(this.#phones)
          .values(phones.slice(at, at + 1_000))
          .onConflict((c) => c.doNothing())
          .execute();
      }
    });
  }

  /**
   * What `temp.touched_links` names was written by another pass after it may have been seen here: it is there, by the
   * word of an answer, but what it holds is not known. What that pass found missing counts as not seen.
   */
  async outdate(): Promise<void> {
    this.#outdatings += 1;
    const touched = sql`(select contact_id from temp.touched_links)`;
    const contacts = sql.table(this.#contacts);
    await this.#db.transaction().execute(async (tx) => {
      await sql`delete from ${sql.table(this.#phones)} where contact_id in ${touched}`.execute(tx);
      await sql`delete from ${contacts} where contact_id in ${touched}`.execute(tx);
      await sql`insert into ${contacts} (contact_id, patient_id, hashes, name_parts, outdated)
        select contact_id, patient_id, '', '', 1 from links
        where contact_id in ${touched} and status <> 'missing'`.execute(tx);
    });
  }

  /** How often others wrote: what was asked for before the last time may be older than what they wrote. */
  get outdatings(): number {
    return this.#outdatings;
  }

  /** Those of these contacts that are to be read anew before anything is said of what they hold. */
  async outdated(ids: readonly ContactId[]): Promise<readonly ContactId[]> {
    if (ids.length === 0) return [];
    const rows = await this.#db
      .selectFrom(this.#contacts)
      .select('contact_id')
      .where('outdated', '=', 1)
      .where('contact_id', 'in', [...ids])
      .execute();
    // Ids of our own tables.
    return rows.map((row) => row.contact_id as ContactId);
  }

  async count(): Promise<number> {
    const all = this.#db.selectFrom(this.#contacts).select((e) => e.fn.countAll<number>().as('n'));
    return (await all.executeTakeFirstOrThrow()).n;
  }

  /** How many contacts stand before the first of these ids, and how many from it to the last. */
  async places(first: number, last: number): Promise<{ before: number; between: number }> {
    const { rows } = await sql<{ before: number; between: number }>`
      select count(*) filter (where contact_id < ${first}) as "before",
        count(*) filter (where contact_id >= ${first}) as "between"
      from ${sql.table(this.#contacts)} where contact_id <= ${last}`.execute(this.#db);
    return rows[0] ?? { before: 0, between: 0 };
  }

  /** Whether any contact carries an IDENT id. */
  async carriesIds(): Promise<boolean> {
    const carriers = this.#db.selectFrom(this.#contacts).where('patient_id', 'is not', null);
    return (await carriers.select('contact_id').limit(1).executeTakeFirst()) !== undefined;
  }

  async contacts(ids: readonly ContactId[]): Promise<ReadonlyMap<ContactId, LiveContact>> {
    if (ids.length === 0) return new Map();
    const rows = await this.#db
      .selectFrom(this.#contacts)
      .selectAll()
      .where('outdated', '=', 0)
      .where('contact_id', 'in', [...ids])
      .execute();
    return new Map(rows.map(unpack).map((contact) => [contact.contactId, contact]));
  }

  /** Contacts whose IDENT-id field names these patients, lowest contact id first. */
  async carrying(patients: readonly PatientId[]): Promise<ReadonlyMap<PatientId, LiveContact[]>> {
    const found = new Map<PatientId, LiveContact[]>();
    if (patients.length === 0) return found;
    const rows = await this.#db
      .selectFrom(this.#contacts)
      .selectAll()
      .where('outdated', '=', 0)
      .where('patient_id', 'in', [...patients])
      .orderBy('contact_id')
      .execute();
    for (const contact of rows.map(unpack)) {
      if (contact.patientId === null) continue;
      const others = found.get(contact.patientId);
      if (others === undefined) found.set(contact.patientId, [contact]);
      else others.push(contact);
    }
    return found;
  }

  /** Those of these phones that a contact has. */
  async phonesAmong(hashes: readonly string[]): Promise<ReadonlySet<string>> {
    if (hashes.length === 0) return new Set();
    const rows = await this.#db
      .selectFrom(this.#phones)
      .select('hash')
      .distinct()
      .where('hash', 'in', [...hashes])
      .execute();
    return new Set(rows.map(({ hash }) => hash));
  }

  /**
   * Patients that two or more contacts name, with those contacts, in the order of both ids, one page behind `after`. A
   * contact that is linked to another patient is that one's, whatever somebody wrote into its id.
   */
  async duplicates(after: Carrier | null, limit: number): Promise<readonly Carrier[]> {
    const { patientId = 0, contactId = 0 } = after ?? {};
    const { rows } = await sql<{ patient_id: number; contact_id: number }>`
      with carriers as (
        select s.patient_id, s.contact_id from ${sql.table(this.#contacts)} s
        left join links l on l.contact_id = s.contact_id
        where s.patient_id is not null and s.patient_id not in ${forgotten}
          and (l.patient_id is null or l.patient_id = s.patient_id))
      select patient_id, contact_id from carriers
      where patient_id in (select patient_id from carriers group by patient_id having count(*) > 1)
        and (patient_id > ${patientId} or (patient_id = ${patientId} and contact_id > ${contactId}))
      order by patient_id, contact_id limit ${limit}`.execute(this.#db);
    // Not null by the condition.
    return rows.map(toCarrier);
  }

  /** Contacts that still, or again, name a patient who is on the do-not-sync list. */
  async forgotten(): Promise<readonly Carrier[]> {
    const rows = await this.#db
      .selectFrom(`${this.#contacts} as s` as const)
      .innerJoin('forgotten as f', 'f.patient_id', 's.patient_id')
      .select(['f.patient_id', 's.contact_id'])
      .where('f.undone', '=', 0)
      .orderBy('s.contact_id')
      .execute();
    return rows.map(toCarrier);
  }

  /** Contacts of links that were not seen, lowest first; those that were missing before, and orphans, among them. */
  async unseen(): Promise<readonly Pick<Link, 'patientId' | 'contactId' | 'status'>[]> {
    const rows = await this.#db
      .selectFrom('links')
      .select(['patient_id', 'contact_id', 'status'])
      .where('patient_id', 'not in', forgotten)
      .where('contact_id', 'not in', (e) => e.selectFrom(this.#contacts).select('contact_id'))
      .orderBy('contact_id')
      .execute();
    return rows.map((row) => ({
      // Our own tables.
      patientId: row.patient_id as PatientId,
      contactId: row.contact_id as ContactId,
      status: row.status as LinkStatus,
    }));
  }

  /** Contacts that were missing when last looked for, and are there again. */
  async returned(): Promise<readonly Carrier[]> {
    const rows = await this.#db
      .selectFrom('links')
      .innerJoin(`${this.#contacts} as s` as const, 's.contact_id', 'links.contact_id')
      .select(['links.patient_id', 'links.contact_id'])
      .where('status', '=', 'missing')
      .where('links.patient_id', 'not in', forgotten)
      .orderBy('links.contact_id')
      .execute();
    return rows.map(toCarrier);
  }

  /** Contacts that name a patient whom no link knows, by ascending patient id, one page above `after`. */
  async unlinked(after: number, limit: number): Promise<readonly Carrier[]> {
    const rows = await this.#db
      .selectFrom(this.#contacts)
      .select((e) => ['patient_id', e.fn.min('contact_id').as('contact_id')])
      .where('patient_id', '>', after)
      .where('patient_id', 'not in', (e) => e.selectFrom('links').select('patient_id'))
      .where('contact_id', 'not in', (e) => e.selectFrom('links').select('contact_id'))
      .groupBy('patient_id')
      .orderBy('patient_id')
      .limit(limit)
      .execute();
    return rows.map((row) => ({
      // Not null by the comparison; written by add only.
      patientId: row.patient_id as PatientId,
      contactId: Number(row.contact_id) as ContactId,
    }));
  }

  async #drop(): Promise<void> {
    for (const name of [this.#contacts, this.#phones]) {
      await sql`drop table if exists temp.${sql.ref(name)}`.execute(this.#db);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#drop();
  }
}

const toCarrier = (row: { patient_id: number; contact_id: number }): Carrier => ({
  // Our own tables.
  patientId: row.patient_id as PatientId,
  contactId: row.contact_id as ContactId,
});

/** Patients whom no report names. */
const forgotten = sql<number>`(select patient_id from forgotten where undone = 0)`;
