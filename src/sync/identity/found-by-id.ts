import type { Kysely } from 'kysely';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { PatientEvidence } from '../../contact/person/person-evidence.ts';
import type { LookUp } from '../../ident/patients/patient-pages.ts';
import { keyset } from '../../keyset.ts';
import type { CrmSnapshot } from '../crm/crm-snapshot.ts';
import { pack, unpack } from '../crm/seen-contact.ts';
import type { LiveContact } from '../item/live-contact.ts';
import type { Pass } from '../pass/pass-context.ts';
import { addRows, type ScratchTables, scratchTables } from '../scratch-tables.ts';
import { agreement, verdict } from './agreement.ts';
import { mostOfOnePhone } from './known-persons.ts';

/** What a comparison says of a contact and the patient whose id stands in it; `stranger`: IDENT has no such patient. */
export type Judgement = ReturnType<typeof verdict> | 'stranger';

/** What IDENT says of a patient whose id stands in a contact. */
interface FoundPatient {
  readonly person: PatientEvidence;
  readonly phones: readonly string[];
  readonly fingerprint: string;
  /** In none of the chosen branches. */
  readonly isOutside: boolean;
}

/** A contact found by an IDENT id, and the patient. */
export interface Found {
  readonly patientId: PatientId;
  readonly live: LiveContact;
  /** Null: IDENT has no such patient. */
  readonly patient: FoundPatient | null;
  readonly judgement: Judgement;
}

/**
 * Contacts that a pass found by an IDENT id, spilled into temporary tables until all of them are judged: nobody is
 * linked, and nothing written, before that.
 */
export class FoundById implements AsyncDisposable {
  readonly #pass: Pass;
  readonly #db: Kysely<ScratchTables>;
  /** Contacts come in amoCRM's order, and how many name a patient is known at their end. */
  readonly #lookUp: LookUp = { patients: null };

  private constructor(pass: Pass, db: Kysely<ScratchTables>) {
    this.#pass = pass;
    this.#db = db;
  }

  static async open(pass: Pass): Promise<FoundById> {
    return new FoundById(pass, await scratchTables(pass.scratch, 'found_by_id', 'found_phones'));
  }

  /** Reads of IDENT the patients whose ids stand in these contacts; at most a page at a time. */
  async add(contacts: readonly LiveContact[]): Promise<void> {
    const named = contacts.flatMap((live) =>
      live.patientId === null ? [] : [{ patientId: live.patientId, live }],
    );
    if (named.length === 0) return;
    const { ident, subjects } = this.#pass;
    const ids = [...new Set(named.map(({ patientId }) => patientId))];
    const patients = new Map<PatientId, FoundPatient>();
    for (const one of await ident.byIds(ids, this.#lookUp)) {
      const { person, hashes, fingerprint } = subjects.make(one);
      if (person === undefined) continue;
      const isOutside = one.outside !== undefined;
      patients.set(one.id, { person, phones: hashes.phones ?? [], fingerprint, isOutside });
    }
    const rows = named.map(({ patientId, live }) => {
      const patient = patients.get(patientId);
      return {
        contact_id: live.contactId,
        patient_id: patientId,
        hashes: pack(live),
        patient: patient === undefined ? null : JSON.stringify(patient),
        judgement: null,
      };
    });
    await addRows(this.#db, 'found_by_id', rows);
    const phones = [...patients].flatMap(([patientId, { person }]) =>
      person.phones.map((hash) => ({ hash, patient_id: patientId })),
    );
    await addRows(this.#db, 'found_phones', phones);
  }

  /** Judges all that were added. @param snapshot what a full read saw: it tells which phones many contacts have. */
  async judge(snapshot: CrmSnapshot | null): Promise<void> {
    for await (const page of this.pages()) {
      const phones = page.flatMap(({ live, patient }) => [
        ...live.person.phones,
        ...(patient?.person.phones ?? []),
      ]);
      const common = await this.#common([...new Set(phones)], snapshot);
      for (const { live, patient } of page) {
        const judgement: Judgement =
          patient === null ? 'stranger' : verdict(agreement(patient.person, live.person, common));
        await this.#db
          .updateTable('found_by_id')
          .set({ judgement })
          .where('contact_id', '=', live.contactId)
          .execute();
      }
    }
  }

  /** Phones that tell nobody from another. */
  async #common(
    hashes: readonly string[],
    snapshot: CrmSnapshot | null,
  ): Promise<ReadonlySet<string>> {
    if (hashes.length === 0) return new Set();
    const ofPatients = await this.#db
      .selectFrom(
        this.#db
          .selectFrom('patient_phones')
          .select(['hash', 'patient_id'])
          .union(this.#db.selectFrom('found_phones').select(['hash', 'patient_id']))
          .as('p'),
      )
      .select('p.hash')
      .where('p.hash', 'in', [...hashes])
      .groupBy('p.hash')
      .having((e) => e.fn.countAll(), '>', mostOfOnePhone)
      .execute();
    const ofContacts = (await snapshot?.phonesOfMany(hashes, mostOfOnePhone)) ?? [];
    return new Set([...ofPatients.map(({ hash }) => hash), ...ofContacts]);
  }

  /** By ascending patient and contact; all contacts of a patient stand on one page. */
  pages(): AsyncGenerator<readonly Found[]> {
    return keyset(
      (after: PatientId) => this.#page(after),
      ({ patientId }) => patientId,
    );
  }

  async #page(after: PatientId): Promise<readonly Found[]> {
    const ids = this.#db
      .selectFrom('found_by_id')
      .select('patient_id')
      .distinct()
      .where('patient_id', '>', after)
      .orderBy('patient_id')
      .limit(250);
    const rows = await this.#db
      .selectFrom('found_by_id')
      .selectAll()
      .where('patient_id', 'in', ids)
      .orderBy('patient_id')
      .orderBy('contact_id')
      .execute();
    return rows.map((row) => ({
      patientId: row.patient_id,
      live: unpack(row),
      patient: row.patient === null ? null : (JSON.parse(row.patient) as FoundPatient),
      // Written by judge only.
      judgement: (row.judgement ?? 'unknown') as Judgement,
    }));
  }

  /** A pass may look several times. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const table of ['found_by_id', 'found_phones'] as const) {
      await this.#db.schema.dropTable(table).execute();
    }
  }
}

/** Of one patient's contacts the one to be taken: the first that agrees, else the first. */
export function best(found: readonly Found[]): Found | undefined {
  return found.find(({ judgement }) => judgement === 'agrees') ?? found[0];
}
