import { type Kysely, sql } from 'kysely';
import type { ContactId } from '../../amocrm/model.ts';
import type { PatientId } from '../../contact/patient.ts';
import { traces } from '../../contact/person-evidence.ts';
import type { StateTables } from '../../state/schema.ts';
import type { Holding } from '../item/agreement.ts';
import type { LiveContact } from '../item/live-contact.ts';
import { passTable } from '../plan/pass-table.ts';
import { carried, pack, unknownPatient, unpack } from './seen-contact.ts';
import { SeenLinks, type SnapshotTables } from './seen-links.ts';

/**
 * What amoCRM showed in this pass, spilled into temporary tables so that memory does not grow with the account: ids and
 * hashes, no values.
 */
export class CrmSnapshot implements AsyncDisposable {
  readonly #db: Kysely<SnapshotTables>;
  readonly #contacts: 'seen_contacts';
  readonly #phones: 'seen_phones';
  readonly #unknown: 'seen_unknown';
  /** What the links say of what was seen. */
  readonly links: SeenLinks;
  #outdatings = 0;
  #hasUnknown = false;

  private constructor(db: Kysely<SnapshotTables>, runId: number) {
    this.#db = db;
    this.#contacts = passTable('seen_contacts', runId);
    this.#phones = passTable('seen_phones', runId);
    this.#unknown = passTable('seen_unknown', runId);
    this.links = new SeenLinks(db, this.#contacts);
  }

  static async create(state: Kysely<StateTables>, runId: number): Promise<CrmSnapshot> {
    const db =
      state.withTables<Pick<SnapshotTables, 'seen_contacts' | 'seen_phones' | 'seen_unknown'>>();
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
    for (const table of [this.#phones, this.#unknown]) {
      await schema
        .createTable(table)
        .temporary()
        .addColumn('hash', 'text', (c) => c.notNull())
        .addColumn('contact_id', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint(`${table}_pk`, ['hash', 'contact_id'])
        .execute();
    }
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
            patient_id: carried(contact),
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
      const unknown = contacts.filter(({ carriesUnknown }) => carriesUnknown);
      for (const { contactId, person } of unknown) {
        const rows = traces(person).map((hash) => ({ hash, contact_id: contactId }));
        if (rows.length === 0) continue;
        await tx
          .insertInto(this.#unknown)
          .values(rows)
          .onConflict((c) => c.doNothing())
          .execute();
        this.#hasUnknown = true;
      }
    });
  }

  /** Contacts that carry nobody knows whom and are linked to nobody, where one of these hashes tells of a person. */
  async carryingUnknown(hashes: readonly string[]): Promise<readonly LiveContact[]> {
    if (!this.#hasUnknown || hashes.length === 0) return [];
    const ids = this.#db
      .selectFrom(this.#unknown)
      .select('contact_id')
      .where('hash', 'in', [...hashes]);
    const rows = await this.#db
      .selectFrom(this.#contacts)
      .selectAll()
      .where('outdated', '=', 0)
      .where('patient_id', '=', unknownPatient)
      .where('contact_id', 'in', ids)
      .where('contact_id', 'not in', (e) => e.selectFrom('links').select('contact_id'))
      .orderBy('contact_id')
      .execute();
    return rows.map(unpack);
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

  /** The largest id up to this one; 0 when there is none. */
  async highestUpTo(id: number): Promise<number> {
    const row = await this.#db
      .selectFrom(this.#contacts)
      .select((e) => e.fn.max('contact_id').as('highest'))
      .where('contact_id', '<=', id)
      .executeTakeFirstOrThrow();
    return row.highest ?? 0;
  }

  /** Half of the ids are not above it; null where fewer than two contacts were seen. */
  async medianId(): Promise<number | null> {
    const count = await this.count();
    if (count < 2) return null;
    const row = await this.#db
      .selectFrom(this.#contacts)
      .select('contact_id')
      .orderBy('contact_id')
      .limit(1)
      .offset(Math.floor((count - 2) / 2))
      .executeTakeFirst();
    return row?.contact_id ?? null;
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

  /** Contacts without an IDENT id that have a number in somebody's earlier field of that name, by ascending id. */
  async withFormerId(after: number, limit: number): Promise<readonly LiveContact[]> {
    const rows = await this.#db
      .selectFrom(this.#contacts)
      .selectAll()
      .where('patient_id', 'is', null)
      .where('contact_id', '>', after)
      .where(sql`case when outdated = 0 then json_extract(hashes, '$.l') end`, 'is not', null)
      .orderBy('contact_id')
      .limit(limit)
      .execute();
    return rows.map(unpack);
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

  /** All contacts of the patients that no link knows, and of orphans; page by page. */
  async *unjudged(): AsyncGenerator<readonly LiveContact[]> {
    for (let after = 0; ; ) {
      const ids = await this.links.unlinked(after, 250);
      const last = ids.at(-1);
      if (last === undefined) return;
      after = last;
      yield [...(await this.carrying(ids)).values()].flat();
    }
  }

  /** Those of these phones that more than so many contacts have. */
  async phonesOfMany(hashes: readonly string[], most: number): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom(this.#phones)
      .select('hash')
      .where('hash', 'in', [...hashes])
      .groupBy('hash')
      .having((e) => e.fn.countAll(), '>', most)
      .execute();
    return rows.map(({ hash }) => hash);
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

  async #drop(): Promise<void> {
    for (const name of [this.#contacts, this.#phones, this.#unknown]) {
      await sql`drop table if exists temp.${sql.ref(name)}`.execute(this.#db);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#drop();
  }
}
