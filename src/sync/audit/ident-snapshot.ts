import type { ContactId } from '../../amocrm/model/model.ts';
import type { Patient } from '../../contact/model/patient.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { PatientEvidence } from '../../contact/person/person-evidence.ts';
import type { SetAside } from '../branches/set-aside.ts';
import { type Holding, holding, isAcknowledged } from '../item/acknowledged/agreement.ts';
import type { LiveContact } from '../item/live-contact.ts';
import type { Pass } from '../pass/pass-context.ts';
import { inTurns } from '../plan/turns.ts';
import { TaskPool } from '../write/task-pool.ts';
import type { IdentReading } from './ident-reading.ts';
import { asideRow, inSyncRow, type PatientRow, SeenPatients, suspectRow } from './seen-patients.ts';

/**
 * What IDENT shows in this pass: whom, and for whom it says what amoCRM acknowledged.
 *
 * A deep pass waits for pages of amoCRM most of its time. IDENT is read beside them and in step with them, and each side
 * is compared with what amoCRM acknowledged as it comes: for whom both agree with that, nothing is left to do. The others
 * are read again and compared as a whole.
 */
export class IdentSnapshot implements AsyncDisposable {
  readonly #pass: Pass;
  /** Whom it has shown so far. */
  readonly seen: SeenPatients;
  readonly #reading: IdentReading;
  /** At most a page at a time. */
  readonly #steps = new TaskPool(1);
  readonly #aside: SetAside;
  /** How many patients there are, for progress. */
  readonly total: number;
  #read = 0;

  private constructor(
    pass: Pass,
    reading: IdentReading,
    aside: SetAside,
    seen: SeenPatients,
    total: number,
  ) {
    this.#pass = pass;
    this.#aside = aside;
    this.seen = seen;
    this.#reading = reading;
    this.total = total;
  }

  /** @param reading is not ended with it. */
  static async open(pass: Pass, reading: IdentReading, aside: SetAside): Promise<IdentSnapshot> {
    const seen = await SeenPatients.create(pass.scratch);
    return new IdentSnapshot(pass, reading, aside, seen, await reading.total);
  }

  /** What these contacts hold of what amoCRM acknowledged of them. */
  async compare(contacts: readonly LiveContact[]): Promise<ReadonlyMap<ContactId, Holding>> {
    const { state, fields } = this.#pass;
    const links = await state.links.acknowledgedOfContacts(
      contacts.map(({ contactId }) => contactId),
    );
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

  /**
   * Begins a page of IDENT where it has been read less far than amoCRM: `share` of it. It is not waited for: the next call
   * tells of its failure.
   */
  async keepStep(share: number): Promise<void> {
    if (this.#steps.isFull || this.#read >= share * this.total) return;
    await this.#steps.start(async () => {
      await this.#step();
    });
  }

  /**
   * Reads one more page of IDENT.
   *
   * @returns false at its end.
   */
  async step(): Promise<boolean> {
    await this.#steps.idle();
    return await this.#step();
  }

  /** Resolves when nothing of IDENT is on its way. */
  async idle(): Promise<void> {
    await this.#reading.idle();
    await this.#steps.idle();
  }

  async #step(): Promise<boolean> {
    const page = await this.#next();
    if (page === null) return false;
    const within = await this.#within(page);
    if (within.length > 0) await this.#note(within, await this.#inSync(within));
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
      await this.seen.insert(rows);
    }
    return within;
  }

  async #next(): Promise<readonly Patient[] | null> {
    this.#pass.signal?.throwIfAborted();
    const page = await this.#reading.next();
    this.#read += page?.length ?? 0;
    return page;
  }

  /** Those of whom IDENT says what amoCRM acknowledged. */
  async #inSync(patients: readonly Patient[]): Promise<readonly PatientRow[]> {
    const { state, subjects } = this.#pass;
    const links = await state.links.acknowledgedOfPatients(patients.map(({ id }) => id));
    const inSync: PatientRow[] = [];
    const persons = new Map<PatientId, PatientEvidence>();
    for await (const some of inTurns(patients)) {
      for (const patient of some) {
        const link = links.get(patient.id);
        if (link === undefined) continue;
        const subject = subjects.make(patient);
        if (!isAcknowledged(subject.hashes, link)) continue;
        inSync.push(inSyncRow(subject));
        if (!link.isPersonKnown && subject.person !== undefined)
          persons.set(patient.id, subject.person);
      }
    }
    if (persons.size > 0) await state.transaction((tx) => tx.links.savePersons(persons));
    return inSync;
  }

  async #note(patients: readonly Patient[], inSync: readonly PatientRow[]): Promise<void> {
    const rows = new Map<number, PatientRow>(patients.map(({ id }) => [id, suspectRow(id)]));
    for (const row of inSync) rows.set(row.patient_id, row);
    await this.seen.insert([...rows.values()]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#steps.drain();
  }
}
