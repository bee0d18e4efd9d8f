import { type Kysely, sql } from 'kysely';
import type { ContactId } from '../../amocrm/model/model.ts';
import { chunks } from '../../chunks.ts';
import {
  keysOf,
  type PatientId,
  type SourceNumber,
  sourceOf,
} from '../../contact/model/patient-key.ts';
import type { PatientEvidence } from '../../contact/person/person-evidence.ts';
import { keyset } from '../../keyset.ts';
import { ofSource } from '../shape/of-source.ts';
import { Repository } from '../shape/repository.ts';
import type { StateTables } from '../shape/schema.ts';
import { isAmong } from '../shape/sql-dialect.ts';
import { upsert } from '../shape/upsert.ts';
import {
  type Acknowledged,
  type Link,
  type LinkStatus,
  toAcknowledged,
  toLink,
  toRow,
} from './link.ts';

export class Links extends Repository {
  readonly #runId: number;

  /** @param runId the run that writes; 0: none. */
  constructor(db: Kysely<StateTables>, runId: number) {
    super(db);
    this.#runId = runId;
  }

  get #withPersons() {
    return this.db
      .selectFrom('links')
      .leftJoin('persons', 'persons.patient_id', 'links.patient_id')
      .selectAll('links')
      .select('persons.person');
  }

  #among(ids: readonly PatientId[]) {
    const links = this.db.selectFrom('links').select('patient_id');
    return links.where(isAmong(this.db, 'patient_id', ids));
  }

  /** The links of these patients, by patient. */
  async ofPatients(ids: readonly PatientId[]): Promise<ReadonlyMap<PatientId, Link>> {
    if (ids.length === 0) return new Map();
    const rows = await this.#withPersons.where(isAmong(this.db, 'links.patient_id', ids)).execute();
    return new Map(rows.map(toLink).map((link) => [link.patientId, link]));
  }

  async ofPatient(id: PatientId): Promise<Link | undefined> {
    return (await this.ofPatients([id])).get(id);
  }

  /** The contacts that carry these patients, and are there as far as is known. */
  async contactsOf(ids: Iterable<PatientId>): Promise<ReadonlyMap<PatientId, ContactId>> {
    const contacts = new Map<PatientId, ContactId>();
    for (const some of chunks([...new Set(ids)], 500)) {
      for (const { patientId, contactId, status } of (await this.ofPatients(some)).values()) {
        if (status === 'linked') contacts.set(patientId, contactId);
      }
    }
    return contacts;
  }

  async ofContacts(ids: readonly ContactId[]): Promise<ReadonlyMap<ContactId, Link>> {
    if (ids.length === 0) return new Map();
    const rows = await this.#withPersons.where(isAmong(this.db, 'contact_id', ids)).execute();
    return new Map(rows.map(toLink).map((link) => [link.contactId, link]));
  }

  /** What of these contacts is acknowledged. */
  async acknowledgedOfContacts(
    ids: readonly ContactId[],
  ): Promise<ReadonlyMap<ContactId, Acknowledged>> {
    if (ids.length === 0) return new Map();
    const rows = await this.db
      .selectFrom('links')
      .select(['contact_id', 'acknowledged', 'own_form', 'phones', 'emails'])
      .where(isAmong(this.db, 'contact_id', ids))
      .execute();
    return new Map(rows.map((row) => [row.contact_id, toAcknowledged(row)]));
  }

  /** What is acknowledged of those of these patients who are linked, and whether it is known who they are. */
  async acknowledgedOfPatients(
    ids: readonly PatientId[],
  ): Promise<ReadonlyMap<PatientId, Acknowledged & { readonly isPersonKnown: boolean }>> {
    if (ids.length === 0) return new Map();
    const rows = await this.db
      .selectFrom('links')
      .leftJoin('persons', 'persons.patient_id', 'links.patient_id')
      .select(['links.patient_id', 'acknowledged', 'own_form', 'phones', 'emails'])
      .select('persons.patient_id as known')
      .where('status', '=', 'linked')
      .where(isAmong(this.db, 'links.patient_id', ids))
      .execute();
    return new Map(
      rows.map((row) => [
        row.patient_id,
        { ...toAcknowledged(row), isPersonKnown: row.known !== null },
      ]),
    );
  }

  /** All links by ascending patient id, so many at a time. */
  pages(size: number): AsyncGenerator<readonly Link[]> {
    return keyset(
      (after: PatientId) => this.#page(after, size),
      ({ patientId }) => patientId,
    );
  }

  async #page(after: PatientId, limit: number): Promise<readonly Link[]> {
    const rows = await this.#withPersons
      .where('links.patient_id', '>', after)
      .orderBy('links.patient_id')
      .limit(limit)
      .execute();
    return rows.map(toLink);
  }

  /** Which of these patients have, or had, a contact in amoCRM. */
  async heldAmong(ids: readonly PatientId[]): Promise<ReadonlySet<PatientId>> {
    if (ids.length === 0) return new Set();
    const rows = await this.#among(ids).where('status', 'in', ['linked', 'missing']).execute();
    return new Set(rows.map(({ patient_id }) => patient_id));
  }

  /** The same of all from one patient to another: for many who lie close together. */
  async heldBetween(first: PatientId, last: PatientId): Promise<ReadonlySet<PatientId>> {
    const rows = await this.db
      .selectFrom('links')
      .select('patient_id')
      .where('status', 'in', ['linked', 'missing'])
      .where('patient_id', '>=', first)
      .where('patient_id', '<=', last)
      .execute();
    return new Set(rows.map(({ patient_id }) => patient_id));
  }

  /** Those of a source's highest patients that have, or had, a contact in amoCRM. */
  async highest(limit: number, source: SourceNumber): Promise<readonly Link[]> {
    const rows = await this.#withPersons
      .where('status', 'in', ['linked', 'missing'])
      .where(ofSource('links.patient_id', source))
      .orderBy('links.patient_id', 'desc')
      .limit(limit)
      .execute();
    return rows.map(toLink);
  }

  /** The sources of which patients are linked: whatever a contact alone says does not count. From one to the next. */
  async sources(): Promise<readonly SourceNumber[]> {
    const found: SourceNumber[] = [];
    for (let from = 0; ; ) {
      const next = await this.db
        .selectFrom('links')
        .select('patient_id')
        .where('status', '<>', 'orphan')
        .where('patient_id', '>=', from as PatientId) // a bound that nobody has
        .orderBy('patient_id')
        .limit(1)
        .executeTakeFirst();
      if (next === undefined) return found;
      const source = sourceOf(next.patient_id);
      found.push(source);
      from = keysOf(source).before;
    }
  }

  /** Some contacts that carry a patient, oldest first. */
  async linkedContacts(limit: number): Promise<readonly ContactId[]> {
    const rows = await this.db
      .selectFrom('links')
      .select('contact_id')
      .where('status', '=', 'linked')
      .orderBy('contact_id')
      .limit(limit)
      .execute();
    return rows.map((row) => row.contact_id);
  }

  save(link: Link): Promise<void> {
    return this.saveAll([link]);
  }

  async saveAll(links: readonly Link[]): Promise<void> {
    const rows = links.map((link) => toRow(link, this.#runId));
    await upsert(this.db, 'links', rows);
    await this.savePersons(
      new Map(links.flatMap(({ patientId, person }) => (person ? [[patientId, person]] : []))),
    );
  }

  /** Who these linked patients are. */
  async savePersons(persons: ReadonlyMap<PatientId, PatientEvidence>): Promise<void> {
    const rows = [...persons].map(([patientId, person]) => ({
      patient_id: patientId,
      person: JSON.stringify(person),
    }));
    await upsert(this.db, 'persons', rows);
  }

  async setStatus(patientId: PatientId, status: LinkStatus): Promise<void> {
    await this.db
      .updateTable('links')
      .set({ status, run_id: this.#runId })
      .where('patient_id', '=', patientId)
      .execute();
  }

  async remove(patientId: PatientId): Promise<void> {
    for (const table of ['links', 'persons'] as const) {
      await this.db.deleteFrom(table).where('patient_id', '=', patientId).execute();
    }
    await this.savePhones(patientId, []);
  }

  /** This run asks IDENT for these patients: what another run has read of them before is not the newest any more. */
  async touch(ids: readonly PatientId[]): Promise<void> {
    await sql`update ${sql.table('links')} set run_id = ${this.#runId}
      where ${isAmong(this.db, 'patient_id', ids)}`.execute(this.db);
  }

  /** Those of these patients that a later run has written or asked for. */
  async touchedSince(ids: readonly PatientId[]): Promise<ReadonlySet<PatientId>> {
    const rows = await this.#among(ids).where('run_id', '>', this.#runId).execute();
    return new Set(rows.map(({ patient_id }) => patient_id));
  }

  async count(status?: LinkStatus, source?: SourceNumber): Promise<number> {
    let query = this.db.selectFrom('links').select((e) => e.fn.countAll<number>().as('n'));
    if (status !== undefined) query = query.where('status', '=', status);
    if (source !== undefined) query = query.where(ofSource('patient_id', source));
    return (await query.executeTakeFirstOrThrow()).n;
  }

  /** Those of these phones that more than so many patients have. */
  async phonesOfMany(hashes: readonly string[], most: number): Promise<readonly string[]> {
    if (hashes.length === 0) return [];
    const rows = await this.db
      .selectFrom('patient_phones')
      .select('hash')
      .where('hash', 'in', [...hashes])
      .groupBy('hash')
      .having((e) => e.fn.countAll(), '>', most)
      .execute();
    return rows.map(({ hash }) => hash);
  }

  /** How many contacts were acknowledged to hold an item: a field, `name`, `phones` or `emails`. */
  async countHolding(item: string): Promise<number> {
    let query = this.db
      .selectFrom('links')
      .select((e) => e.fn.countAll<number>().as('n'))
      .where('status', '=', 'linked');
    if (item === 'phones' || item === 'emails') query = query.where(item, '<>', '[]');
    // Keys are our own words.
    else query = query.where('acknowledged', 'like', `%"${item}":%`);
    return (await query.executeTakeFirstOrThrow()).n;
  }

  /** Remembers whose phones these are, instead of the ones that were the patient's before. */
  savePhones(patientId: PatientId, hashes: readonly string[]): Promise<void> {
    return this.saveAllPhones(new Map([[patientId, hashes]]));
  }

  async saveAllPhones(ofPatients: ReadonlyMap<PatientId, readonly string[]>): Promise<void> {
    await this.deleteAmong('patient_phones', 'patient_id', [...ofPatients.keys()]);
    const rows = [...ofPatients].flatMap(([patientId, hashes]) =>
      hashes.map((hash) => ({ hash, patient_id: patientId })),
    );
    await upsert(this.db, 'patient_phones', rows);
  }
}
