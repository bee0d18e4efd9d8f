import { type Kysely, sql } from 'kysely';
import type { ContactId } from '../../amocrm/model/model.ts';
import { chunks } from '../../chunks.ts';
import {
  idsPerSource,
  type PatientId,
  type SourceNumber,
} from '../../contact/model/patient-key.ts';
import { traces } from '../../contact/person/person-evidence.ts';
import { keyset } from '../../keyset.ts';
import { BulkInsert } from '../../state/bulk-insert.ts';
import { isAbsent } from '../../state/shape/absent.ts';
import { analyzed, jsonText } from '../../state/shape/sql-dialect.ts';
import { lastOfEach } from '../../state/shape/upsert.ts';
import type { Holding } from '../item/acknowledged/agreement.ts';
import type { LiveContact } from '../item/live-contact.ts';
import type { Pass } from '../pass/pass-context.ts';
import { addRows, type ScratchTables, scratchTables } from '../scratch-tables.ts';
import { carried, pack, unknownPatient, unpack } from './seen-contact.ts';
import { SeenLinks } from './seen-links.ts';

interface Seen {
  readonly holding?: ReadonlyMap<ContactId, Holding> | undefined;
  readonly upTo?: number;
}

/** Nobody has written it since it was seen. */
const isFresh = sql<boolean>`not exists (
  select 1 from ${sql.table('links')} l where l.contact_id = seen_contacts.contact_id and l.run_id > up_to)`;

/**
 * What amoCRM showed in this pass, spilled into temporary tables so that memory does not grow with the account: ids and
 * hashes, no values.
 */
export class CrmSnapshot {
  readonly #db: Kysely<ScratchTables>;
  readonly #runId: number;
  readonly #contacts: BulkInsert<ScratchTables['seen_contacts']>;
  readonly #phones: BulkInsert<ScratchTables['seen_phones']>;
  /** What the links say of what was seen. */
  readonly links: SeenLinks;
  #hasUnknown = false;

  private constructor(db: Kysely<ScratchTables>, runId: number) {
    this.#db = db;
    this.#runId = runId;
    this.links = new SeenLinks(db, runId);
    this.#contacts = new BulkInsert((rows) =>
      db
        .insertInto('seen_contacts')
        .values(rows)
        .onConflict((c) =>
          c.column('contact_id').doUpdateSet((e) => ({
            patient_id: e.ref('excluded.patient_id'),
            hashes: e.ref('excluded.hashes'),
            holds: e.ref('excluded.holds'),
            name_parts: e.ref('excluded.name_parts'),
            up_to: e.ref('excluded.up_to'),
          })),
        ),
    );
    this.#phones = new BulkInsert((rows) =>
      db
        .insertInto('seen_phones')
        .values(rows)
        .onConflict((c) => c.doNothing()),
    );
  }

  static async create({ scratch, runId }: Pick<Pass, 'scratch' | 'runId'>): Promise<CrmSnapshot> {
    const db = await scratchTables(scratch, 'seen_contacts', 'seen_phones', 'seen_unknown');
    return new CrmSnapshot(db, runId);
  }

  /**
   * @param holding what they were found to hold of what amoCRM acknowledged, where that was looked at.
   * @param upTo what runs up to this one wrote is in them; unless given this pass's own: a page may have been asked for
   *   before others wrote.
   */
  async add(
    contacts: readonly LiveContact[],
    { holding, upTo = this.#runId }: Seen = {},
  ): Promise<void> {
    if (contacts.length === 0) return;
    // A page may show one twice.
    const rows = lastOfEach(contacts, ({ contactId }) => contactId).map((contact) => ({
      contact_id: contact.contactId,
      patient_id: carried(contact),
      hashes: pack(contact),
      holds: holding?.get(contact.contactId) ?? null,
      name_parts: contact.nameParts,
      up_to: upTo,
    }));
    const phones = contacts.flatMap((contact) =>
      contact.phones.map((hash) => ({ hash, contact_id: contact.contactId })),
    );
    const unknown = contacts
      .filter(({ carriesUnknown }) => carriesUnknown)
      .flatMap(({ contactId, person }) =>
        traces(person).map((hash) => ({ hash, contact_id: contactId })),
      );
    await this.#db.transaction().execute(async (tx) => {
      await this.#contacts.insert(tx, rows);
      await this.#phones.insert(tx, phones);
      await addRows(tx, 'seen_unknown', unknown);
    });
    this.#hasUnknown ||= unknown.length > 0;
  }

  /** All that a full read shows is in it. */
  async filled(): Promise<void> {
    await analyzed(this.#db, 'seen_contacts', 'seen_phones');
  }

  /** Contacts as they were seen last, lowest id first. */
  get #seen() {
    return this.#db.selectFrom('seen_contacts').select('hashes').orderBy('contact_id');
  }

  /** Contacts that carry nobody knows whom and are linked to nobody, where one of these hashes tells of a person. */
  async carryingUnknown(hashes: readonly string[]): Promise<readonly LiveContact[]> {
    if (!this.#hasUnknown || hashes.length === 0) return [];
    const ids = this.#db
      .selectFrom('seen_unknown')
      .select('contact_id')
      .where('hash', 'in', [...hashes]);
    const rows = await this.#seen
      .where('patient_id', '=', unknownPatient)
      .where('contact_id', 'in', ids)
      .where(isAbsent('seen_contacts.contact_id', 'links', { column: 'contact_id' }))
      .execute();
    return rows.map(unpack);
  }

  /** Those of these linked contacts that another pass has written since they were seen: to be read anew. */
  async outdated(ids: readonly ContactId[]): Promise<readonly ContactId[]> {
    if (ids.length === 0) return [];
    const rows = await this.#db
      .selectFrom('links')
      .leftJoin('seen_contacts as s', 's.contact_id', 'links.contact_id')
      .select('links.contact_id')
      .where('links.contact_id', 'in', [...ids])
      .where('run_id', '>', (e) => e.fn.coalesce('s.up_to', e.val(this.#runId)))
      .execute();
    return rows.map((row) => row.contact_id);
  }

  async count(): Promise<number> {
    const all = this.#db.selectFrom('seen_contacts').select((e) => e.fn.countAll<number>().as('n'));
    return (await all.executeTakeFirstOrThrow()).n;
  }

  /** How many contacts stand before the first of these ids, and how many from it to the last. */
  async places(first: number, last: number): Promise<{ before: number; between: number }> {
    const { rows } = await sql<{ before: number; between: number }>`
      select count(*) filter (where contact_id < ${first}) as "before",
        count(*) filter (where contact_id >= ${first}) as "between"
      from seen_contacts where contact_id <= ${last}`.execute(this.#db);
    return rows[0] ?? { before: 0, between: 0 };
  }

  /** The largest id up to this one; 0 when there is none. */
  async highestUpTo(id: number): Promise<number> {
    const row = await this.#db
      .selectFrom('seen_contacts')
      .select((e) => e.fn.max('contact_id').as('highest'))
      .where(sql<boolean>`contact_id <= ${id}`)
      .executeTakeFirstOrThrow();
    return row.highest ?? 0;
  }

  /** Half of the ids are not above it; 0 where fewer than two contacts were seen. */
  async medianId(): Promise<number> {
    const count = await this.count();
    if (count < 2) return 0;
    const row = await this.#db
      .selectFrom('seen_contacts')
      .select('contact_id')
      .orderBy('contact_id')
      .limit(1)
      .offset(Math.floor((count - 2) / 2))
      .executeTakeFirst();
    return row?.contact_id ?? 0;
  }

  /** How many contacts carry ids of each source. */
  async sources(): Promise<ReadonlyMap<SourceNumber, number>> {
    const number = sql<SourceNumber>`patient_id / ${sql.lit(idsPerSource)} + 1`;
    const rows = await this.#db
      .selectFrom('seen_contacts')
      .select((e) => [number.as('source'), e.fn.countAll<number>().as('n')])
      .where('patient_id', '>', 0 as PatientId)
      .groupBy('source')
      .execute();
    return new Map(rows.map(({ source, n }) => [source, n]));
  }

  /** Whether any contact carries an IDENT id. */
  async carriesIds(): Promise<boolean> {
    const carriers = this.#db.selectFrom('seen_contacts').where('patient_id', 'is not', null);
    return (await carriers.select('contact_id').limit(1).executeTakeFirst()) !== undefined;
  }

  async contacts(ids: readonly ContactId[]): Promise<ReadonlyMap<ContactId, LiveContact>> {
    const found = new Map<ContactId, LiveContact>();
    for (const some of chunks(ids, 500)) {
      const rows = await this.#seen
        .where('contact_id', 'in', [...some])
        .where(isFresh)
        .execute();
      for (const contact of rows.map(unpack)) found.set(contact.contactId, contact);
    }
    return found;
  }

  /** Contacts without an IDENT id that have a number in somebody's earlier field of that name, by ascending id. */
  async withFormerId(after: ContactId, limit: number): Promise<readonly LiveContact[]> {
    const rows = await this.#seen
      .where('patient_id', 'is', null)
      .where('contact_id', '>', after)
      .where(jsonText(this.#db, 'hashes', 'formerId'), 'is not', null)
      .limit(limit)
      .execute();
    return rows.map(unpack);
  }

  /** Contacts whose IDENT-id field names these patients, lowest contact id first. */
  async carrying(
    patients: readonly PatientId[],
  ): Promise<ReadonlyMap<PatientId, readonly LiveContact[]>> {
    if (patients.length === 0) return new Map();
    const rows = await this.#seen
      .select('patient_id')
      .where('patient_id', 'in', [...patients])
      .$narrowType<{ patient_id: PatientId }>()
      .where(isFresh)
      .execute();
    const groups = Map.groupBy(rows, (row) => row.patient_id);
    return new Map([...groups].map(([id, group]) => [id, group.map(unpack)]));
  }

  /** All contacts of the patients that no link knows, and of orphans; page by page. */
  async *unjudged(): AsyncGenerator<readonly LiveContact[]> {
    const pages = keyset(
      (after: PatientId) => this.links.unlinked(after, 250),
      (id) => id,
    );
    for await (const ids of pages) yield [...(await this.carrying(ids)).values()].flat();
  }

  /** Those of these phones that more than so many contacts have. */
  async phonesOfMany(hashes: readonly string[], most: number): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom('seen_phones')
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
      .selectFrom('seen_phones')
      .select('hash')
      .distinct()
      .where('hash', 'in', [...hashes])
      .execute();
    return new Set(rows.map(({ hash }) => hash));
  }
}
