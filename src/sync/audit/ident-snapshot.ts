import { type Kysely, sql } from 'kysely';
import type { ContactId } from '../../amocrm/model/model.ts';
import type { Patient, PatientId } from '../../contact/model/patient.ts';
import { idsPerSource, type SourceNumber } from '../../contact/model/patient-key.ts';
import type { PatientEvidence } from '../../contact/person/person-evidence.ts';
import type { CensusGap } from '../../state/patients/census.ts';
import { type LinkState, toLinkState } from '../../state/patients/links.ts';
import type { StateTables } from '../../state/shape/schema.ts';
import type { SetAside } from '../branches/set-aside.ts';
import type { SnapshotTables } from '../crm/seen-links.ts';
import { type Holding, holding, isAcknowledged } from '../item/agreement.ts';
import type { LiveContact } from '../item/live-contact.ts';
import { type Subject, warningCounts } from '../item/subject.ts';
import type { Pass } from '../pass/pass-context.ts';
import type { WarningCounts } from '../pass/pass-counts.ts';
import { inTurns } from '../plan/turns.ts';

interface PatientTables extends StateTables {
  /** `settled` is 1 for patients of whom IDENT says what amoCRM acknowledged. */
  seen_patients: {
    patient_id: PatientId;
    settled: 0 | 1;
    /** 1: in none of the chosen branches, and done with. */
    aside: 0 | 1;
    /** 0 where no name of IDENT's is known: whatever amoCRM has is right then. */
    named: 0 | 1;
    name_parts: string;
    unparsed_phones: number;
    cut_texts: number;
    left_out_phones: number;
    left_out_emails: number;
    /** What cannot be read of the patient, by commas. */
    unreadable: string;
  };
  seen_contacts: SnapshotTables['seen_contacts'];
  /** Patients with a link whom IDENT has not any more. */
  vanished_patients: { patient_id: PatientId };
}

/** Of the patients for whom nothing is left to do. */
export interface SettledCounts extends WarningCounts {
  readonly patients: number;
}

export interface WarnedPatient extends WarningCounts {
  readonly patientId: PatientId;
}

export interface UnreadablePatient {
  readonly patientId: PatientId;
  readonly contactId: ContactId;
  readonly subjects: readonly string[];
}

/**
 * What IDENT showed in this pass, spilled into a temporary table: whom, and for whom it says what amoCRM acknowledged.
 *
 * A deep pass waits for pages of amoCRM most of its time. IDENT is read in step with them, and each side is compared with
 * what amoCRM acknowledged as it comes: for whom both agree with that, nothing is left to do. The others are read again
 * and compared as a whole.
 */
export class IdentSnapshot implements AsyncDisposable {
  readonly #pass: Pass;
  readonly #db: Kysely<PatientTables>;
  readonly #pages: AsyncIterator<readonly Patient[], void>;
  readonly #aside: SetAside;
  /** How many patients there are, for progress. */
  readonly total: number;
  #read = 0;

  private constructor(pass: Pass, aside: SetAside, total: number) {
    this.#pass = pass;
    this.#aside = aside;
    this.#db =
      pass.scratch.db.withTables<
        Pick<PatientTables, 'seen_patients' | 'seen_contacts' | 'vanished_patients'>
      >();
    this.#pages = pass.ident.all(undefined, { asAudit: true })[Symbol.asyncIterator]();
    this.total = total;
  }

  static async open(pass: Pass, aside: SetAside): Promise<IdentSnapshot> {
    const snapshot = new IdentSnapshot(pass, aside, await pass.ident.count());
    await snapshot.#createTable();
    return snapshot;
  }

  async #createTable(): Promise<void> {
    await this.#db.schema
      .createTable('seen_patients')
      .temporary()
      .addColumn('patient_id', 'integer', (c) => c.primaryKey())
      .addColumn('settled', 'integer', (c) => c.notNull())
      .addColumn('aside', 'integer', (c) => c.notNull())
      .addColumn('named', 'integer', (c) => c.notNull())
      .addColumn('name_parts', 'text', (c) => c.notNull())
      .addColumn('unparsed_phones', 'integer', (c) => c.notNull())
      .addColumn('cut_texts', 'integer', (c) => c.notNull())
      .addColumn('left_out_phones', 'integer', (c) => c.notNull())
      .addColumn('left_out_emails', 'integer', (c) => c.notNull())
      .addColumn('unreadable', 'text', (c) => c.notNull())
      .execute();
    await this.#db.schema
      .createTable('vanished_patients')
      .temporary()
      .addColumn('patient_id', 'integer', (c) => c.primaryKey())
      .execute();
  }

  /** What these contacts hold of what amoCRM acknowledged of them. */
  async compare(contacts: readonly LiveContact[]): Promise<ReadonlyMap<ContactId, Holding>> {
    const { state, fields } = this.#pass;
    const links = await state.links.ofContacts(contacts.map(({ contactId }) => contactId));
    const found = new Map<ContactId, Holding>();
    for (const live of contacts) {
      const link = links.get(live.contactId);
      if (link !== undefined) found.set(live.contactId, holding(live, link, fields.byKey.keys()));
    }
    return found;
  }

  /** How many patients have been read. */
  get read(): number {
    return this.#read;
  }

  /** Reads a page of IDENT where it has been read less far than amoCRM: `share` of it. */
  async keepStep(share: number): Promise<void> {
    if (this.#read < share * this.total) await this.step();
  }

  /**
   * Reads one more page of IDENT.
   *
   * @returns false at its end.
   */
  async step(): Promise<boolean> {
    const page = await this.#next();
    if (page === null) return false;
    const within = await this.#within(page);
    if (within.length > 0) await this.#note(within, await this.#settled(within));
    return true;
  }

  /** Reads all of IDENT, and compares nobody: while nobody is linked, everybody is to be looked at as a whole. */
  async *all(): AsyncGenerator<readonly Patient[], void> {
    for (let page = await this.#next(); page !== null; page = await this.#next()) {
      const within = await this.#within(page);
      if (within.length > 0) await this.#note(within, []);
      // Also without anybody: others may work now.
      yield within;
    }
  }

  /** Those who are to be compared; the others are seen, and left alone. */
  async #within(page: readonly Patient[]): Promise<readonly Patient[]> {
    if (page.length === 0) return page;
    const within = await this.#aside.part(page);
    if (within.length < page.length) {
      const kept = new Set(within.map(({ id }) => id));
      const rows = page.filter(({ id }) => !kept.has(id)).map(({ id }) => asideRow(id));
      await this.#insert(rows);
    }
    return within;
  }

  async #next(): Promise<readonly Patient[] | null> {
    this.#pass.signal?.throwIfAborted();
    const { value: page, done } = await this.#pages.next();
    if (done === true) return null;
    this.#read += page.length;
    return page;
  }

  /** Those of whom IDENT says what amoCRM acknowledged. */
  async #settled(patients: readonly Patient[]): Promise<readonly PatientRow[]> {
    const { state, subjects } = this.#pass;
    const links = await state.links.ofPatients(patients.map(({ id }) => id));
    const settled: PatientRow[] = [];
    const persons = new Map<PatientId, PatientEvidence>();
    for await (const some of inTurns(patients)) {
      for (const patient of some) {
        const link = links.get(patient.id);
        if (link?.status !== 'linked') continue;
        const subject = subjects.make(patient);
        if (!isAcknowledged(subject.hashes, link)) continue;
        settled.push(settledRow(subject));
        if (link.person === undefined && subject.person !== undefined)
          persons.set(patient.id, subject.person);
      }
    }
    if (persons.size > 0) await state.transaction((tx) => tx.links.savePersons(persons));
    return settled;
  }

  async #note(patients: readonly Patient[], settled: readonly PatientRow[]): Promise<void> {
    const rows = new Map<number, PatientRow>(patients.map(({ id }) => [id, unsettledRow(id)]));
    for (const row of settled) rows.set(row.patient_id, row);
    await this.#insert([...rows.values()]);
  }

  async #insert(rows: readonly PatientRow[]): Promise<void> {
    await this.#db
      .insertInto('seen_patients')
      .values(rows)
      .onConflict((c) => c.doNothing())
      .execute();
  }

  /**
   * Once both sides are read and the links are what they will be: leaves settled only whose contact agrees too.
   */
  async conclude(): Promise<SettledCounts> {
    await sql`update seen_patients as f set settled = 0 where settled = 1 and (
      f.patient_id in (select patient_id from forgotten where undone = 0)
      or f.patient_id in (select patient_id from rejected)
      or f.patient_id in (select patient_id from intents)
      or not exists (
        select 1 from links l join seen_contacts s on s.contact_id = l.contact_id
        where l.patient_id = f.patient_id and l.status = 'linked' and l.run_id <= s.up_to
          and (s.holds = 'all' or s.holds = 'all-but-name' and (
            f.named = 0 or f.name_parts <> '' and s.name_parts = f.name_parts))))`.execute(
      this.#db,
    );
    const { rows } = await sql<SettledCounts>`
      select count(*) as "patients", coalesce(sum(unparsed_phones), 0) as "unparsedPhones",
        coalesce(sum(cut_texts), 0) as "cutTexts",
        coalesce(sum(left_out_phones), 0) as "leftOutPhones",
        coalesce(sum(left_out_emails), 0) as "leftOutEmails"
      from seen_patients where settled = 1`.execute(this.#db);
    const nobody = { unparsedPhones: 0, cutTexts: 0, leftOutPhones: 0, leftOutEmails: 0 };
    return rows[0] ?? { patients: 0, ...nobody };
  }

  /** How many patients are to be read again. */
  async countUnsettled(): Promise<number> {
    const { n } = await this.#db
      .selectFrom('seen_patients')
      .select((e) => e.fn.countAll<number>().as('n'))
      .where('settled', '=', 0)
      .where('aside', '=', 0)
      .executeTakeFirstOrThrow();
    return n;
  }

  /** Of the settled ones, those of whom something cannot be read, by ascending id, above `after`. */
  async unreadable(after: PatientId, limit: number): Promise<readonly UnreadablePatient[]> {
    const rows = await this.#db
      .selectFrom('seen_patients')
      .innerJoin('links', 'links.patient_id', 'seen_patients.patient_id')
      .select(['links.patient_id', 'links.contact_id', 'unreadable'])
      .where('settled', '=', 1)
      .where('unreadable', '!=', '')
      .where('links.patient_id', '>', after)
      .orderBy('links.patient_id')
      .limit(limit)
      .execute();
    return rows.map((row) => ({
      patientId: row.patient_id,
      contactId: row.contact_id,
      subjects: row.unreadable.split(','),
    }));
  }

  /** Patients that are to be read again, by ascending id, above `after`. */
  async unsettled(after: PatientId, limit: number): Promise<readonly PatientId[]> {
    const rows = await this.#db
      .selectFrom('seen_patients')
      .select('patient_id')
      .where('settled', '=', 0)
      .where('aside', '=', 0)
      .where('patient_id', '>', after)
      .orderBy('patient_id')
      .limit(limit)
      .execute();
    return rows.map((row) => row.patient_id);
  }

  /** Links of patients that IDENT did not show, by ascending patient id, above `after`. */
  async unshown(after: PatientId, limit: number): Promise<readonly LinkState[]> {
    const rows = await this.#db
      .selectFrom('links')
      .select(['patient_id', 'contact_id', 'status'])
      .where('patient_id', '>', after)
      .where('patient_id', 'not in', (e) => e.selectFrom('seen_patients').select('patient_id'))
      .orderBy('patient_id')
      .limit(limit)
      .execute();
    return rows.map(toLinkState);
  }

  /** These are not in IDENT any more, as far as it was asked. At most a page of them at a time. */
  async noteVanished(ids: readonly PatientId[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#db
      .insertInto('vanished_patients')
      .values(ids.map((patient_id) => ({ patient_id })))
      .onConflict((c) => c.doNothing())
      .execute();
  }

  /** What of unsettled patients went over otherwise than IDENT has it. At most a page of them at a time. */
  async noteWarned(warned: readonly WarnedPatient[]): Promise<void> {
    if (warned.length === 0) return;
    await this.#db
      .insertInto('seen_patients')
      .values(
        warned.map(({ patientId, ...counts }) => ({
          ...unsettledRow(patientId),
          ...columnsOf(counts),
        })),
      )
      .onConflict((c) =>
        c
          .column('patient_id')
          .doUpdateSet((e) =>
            Object.fromEntries(
              Object.values(warningColumns).map((column) => [column, e.ref(`excluded.${column}`)]),
            ),
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
    const rows = await this.#db
      .selectFrom('seen_patients')
      .select('patient_id')
      .where(warningColumns[kind], '>', 0)
      .where('patient_id', '>', after)
      .orderBy('patient_id')
      .limit(limit)
      .execute();
    return rows.map((row) => row.patient_id);
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
    const linked = sql`select patient_id from links where status in ('linked', 'missing')`;
    const forgotten = sql`select patient_id from forgotten where undone = 0`;
    const which = {
      waiting: sql`select patient_id from seen_patients where patient_id not in (${linked})
        and patient_id not in (${forgotten}) and patient_id not in (select patient_id from rejected)
        and patient_id not in (select patient_id from intents)
        and patient_id not in (select patient_id from outside)`,
      gone: sql`select patient_id from vanished_patients where patient_id in (${linked})
        union select patient_id from forgotten
        where undone = 0 and patient_id not in (select patient_id from seen_patients)`,
    }[gap];
    const { rows } = await sql<{ patient_id: PatientId }>`
      select patient_id from (${which}) where patient_id > ${after}
      order by patient_id limit ${limit}`.execute(this.#db);
    return rows.map(({ patient_id }) => patient_id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pages.return?.();
  }
}

/** Where each is counted. */
const warningColumns = {
  unparsedPhones: 'unparsed_phones',
  cutTexts: 'cut_texts',
  leftOutPhones: 'left_out_phones',
  leftOutEmails: 'left_out_emails',
} as const satisfies Readonly<Record<keyof WarningCounts, keyof PatientRow>>;

const columnsOf = (counts: WarningCounts) => ({
  unparsed_phones: counts.unparsedPhones,
  cut_texts: counts.cutTexts,
  left_out_phones: counts.leftOutPhones,
  left_out_emails: counts.leftOutEmails,
});

type PatientRow = PatientTables['seen_patients'];

function settledRow(subject: Subject): PatientRow {
  const { unparsedPhones, cutTexts, leftOutPhones, leftOutEmails, unreadable } =
    warningCounts(subject);
  return {
    patient_id: subject.id,
    settled: 1,
    aside: 0,
    named: subject.hashes.name === '' ? 0 : 1,
    name_parts: subject.hashes.nameParts,
    unparsed_phones: unparsedPhones,
    cut_texts: cutTexts,
    left_out_phones: leftOutPhones,
    left_out_emails: leftOutEmails,
    unreadable: unreadable.join(),
  };
}

const unsettledRow = (id: PatientId): PatientRow => ({
  patient_id: id,
  settled: 0,
  aside: 0,
  named: 1,
  name_parts: '',
  unparsed_phones: 0,
  cut_texts: 0,
  left_out_phones: 0,
  left_out_emails: 0,
  unreadable: '',
});

const asideRow = (id: PatientId): PatientRow => ({ ...unsettledRow(id), aside: 1 });
