import { type Kysely, sql } from 'kysely';
import type { Patient } from '../../contact/model/patient.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { LookUp } from '../../ident/patients/patient-pages.ts';
import { databasesOf } from '../../ident/sources/databases.ts';
import { keyset } from '../../keyset.ts';
import { isAbsent } from '../../state/shape/absent.ts';
import { isHeld } from '../identity/held/held.ts';
import { phoneHash } from '../item/subject.ts';
import type { Pass } from '../pass/pass-context.ts';
import { addRows, type ScratchTables, scratchTables } from '../scratch-tables.ts';

/**
 * Patients of a pass who are in none of the chosen branches: they exist, and nothing of them is written. Their contacts
 * stay as they stand, and their phones lead to no adoption. The state learns of them at the end of the pass.
 */
export class SetAside {
  readonly #pass: Pass;
  readonly #db: Kysely<ScratchTables>;
  readonly #nobodyBefore: boolean;
  /** How many will be looked up at the end is not known before. */
  readonly #lookUp: LookUp = { patients: null };
  #notes = 0;

  private constructor(pass: Pass, db: Kysely<ScratchTables>, nobodyBefore: boolean) {
    this.#pass = pass;
    this.#db = db;
    this.#nobodyBefore = nobodyBefore;
  }

  static async create(pass: Pass): Promise<SetAside> {
    const db = await scratchTables(pass.scratch, 'set_aside', 'aside_phones');
    return new SetAside(pass, db, await pass.state.outside.isEmpty());
  }

  /** @returns those who are to be written, or who are on the do-not-sync list: that list goes first. */
  async part(patients: readonly Patient[]): Promise<readonly Patient[]> {
    const { forgotten } = this.#pass.state;
    const outside = patients.filter((one) => one.outside !== undefined);
    const listed = await forgotten.among(outside.map(({ id }) => id));
    const aside = outside.filter(({ id }) => !listed.has(id));
    const gone = new Set(aside.map(({ id }) => id));
    const within = gone.size === 0 ? patients : patients.filter(({ id }) => !gone.has(id));
    await this.#takeBack(within);
    if (aside.length > 0) await this.#take(aside);
    return within;
  }

  /** Who was outside, as the state knows it, and is there again. */
  async #takeBack(patients: readonly Patient[]): Promise<void> {
    if (this.#nobodyBefore && this.#notes === 0) return;
    const ids = patients.map(({ id }) => id);
    const before = await this.#pass.state.outside.among(ids);
    const now = await this.#among(ids);
    await this.#note([...new Set([...before, ...now])], 0);
  }

  async #take(patients: readonly Patient[]): Promise<void> {
    const { state, counts, found } = this.#pass;
    const ids = patients.map(({ id }) => id);
    const known = await this.#among(ids);
    const links = await state.links.ofPatients(ids);
    for (const id of ids) {
      // Read twice by one pass, he is told of once.
      if (known.has(id)) continue;
      counts.read += 1;
      counts.outside += 1;
      const link = links.get(id);
      if (link?.status === 'linked')
        found({ kind: 'branch-left', patientId: id, contactId: link.contactId });
    }
    await this.#note(ids, 1);
    const phones = patients.flatMap((patient) =>
      this.#phoneHashes(patient).map((hash) => ({ hash, patient_id: patient.id })),
    );
    await addRows(this.#db, 'aside_phones', phones);
    await this.#pass.spill();
  }

  #phoneHashes(patient: Patient): readonly string[] {
    const { subjects, hasher } = this.#pass;
    const phones = subjects.make(patient).contact.phones ?? [];
    return phones.map(({ key }) => phoneHash(hasher, key));
  }

  async #note(ids: readonly PatientId[], outside: 0 | 1): Promise<void> {
    if (ids.length === 0) return;
    this.#notes += ids.length;
    await this.#db
      .insertInto('set_aside')
      .values(ids.map((patient_id) => ({ patient_id, outside })))
      .onConflict((c) => c.column('patient_id').doUpdateSet({ outside }))
      .execute();
  }

  async #among(ids: readonly PatientId[]): Promise<ReadonlySet<PatientId>> {
    if (ids.length === 0 || this.#notes === 0) return new Set();
    const rows = await this.#db
      .selectFrom('set_aside')
      .select('patient_id')
      .where('outside', '=', 1)
      .where('patient_id', 'in', [...ids])
      .execute();
    return new Set(rows.map(({ patient_id }) => patient_id));
  }

  /**
   * Tells the state, once the pass may write at all: whom it sets aside, and that nothing of them waits any more.
   *
   * @param isWhole everybody was read: whom nobody saw outside is it no more, unless his contact is to stay as it stands
   */
  async keep(isWhole: boolean): Promise<void> {
    const { ledger } = this.#pass;
    for await (const rows of this.#pages()) {
      const { outside, within, read } = await this.#asNow(rows);
      const phones = new Map(await this.#noted(outside));
      // Who was within when the pass read him has nothing written down there, and others have newer phones.
      for (const id of outside) {
        const patient = read.get(id);
        if (patient !== undefined) phones.set(id, this.#phoneHashes(patient));
      }
      await ledger.write(async (tx) => {
        await tx.outside.remove(within);
        await tx.outside.add(outside);
        await tx.links.saveAllPhones(phones);
        await tx.guarded.dropAllWaiting(outside);
        const rejected = await tx.rejected.ofPatients(outside);
        await tx.rejected.remove(
          [...rejected.values()].filter((row) => !isHeld(row)).map((row) => row.patientId),
        );
      });
    }
    if (isWhole) await this.#prune();
  }

  /** Whoever comes or goes by what was read before others worked: they may have seen more since. */
  async #asNow(rows: readonly ScratchTables['set_aside'][]): Promise<Moved> {
    const { state, betweenPages } = this.#pass;
    const of = (is: 0 | 1) => rows.flatMap((row) => (row.outside === is ? [row.patient_id] : []));
    const [within, outside] = [of(0), of(1)];
    // Within a first load, or nobody was let in: others see more of linked patients alone.
    const seen =
      betweenPages === undefined
        ? await state.links.touchedSince([...within, ...outside])
        : await this.#maybeSeen({ within, outside });
    const read = await this.#readAnew([...seen]);
    const isOutside = (id: PatientId, was: boolean) => {
      const now = read.get(id);
      return now === undefined ? was : now.outside !== undefined;
    };
    return {
      read,
      within: [
        ...within.filter((id) => !isOutside(id, false)),
        ...outside.filter((id) => !isOutside(id, true)),
      ],
      outside: [
        ...outside.filter((id) => isOutside(id, true)),
        ...within.filter((id) => isOutside(id, false)),
      ],
    };
  }

  /** Of whom others may have seen more, as far as the state tells. */
  async #maybeSeen({
    within,
    outside,
  }: Pick<Moved, 'within' | 'outside'>): Promise<ReadonlySet<PatientId>> {
    const known = await this.#pass.state.outside.among(outside);
    const others = await this.#withOtherPhones([...known]);
    const isSame = (id: PatientId) => known.has(id) && !others.has(id);
    return new Set([...within, ...outside.filter((id) => !isSame(id))]);
  }

  /** As they are now; whom IDENT does not show is not among them. */
  async #readAnew(ids: readonly PatientId[]): Promise<ReadonlyMap<PatientId, Patient>> {
    if (ids.length === 0) return new Map();
    const read = await this.#pass.ident.byIds(ids, this.#lookUp);
    return new Map(read.map((patient) => [patient.id, patient]));
  }

  /** Those of whom the state has other phones than were read: what it has may be newer. */
  async #withOtherPhones(ids: readonly PatientId[]): Promise<ReadonlySet<PatientId>> {
    if (ids.length === 0) return new Set();
    const rows = await this.#db
      .selectFrom('patient_phones')
      .select(['hash', 'patient_id'])
      .where('patient_id', 'in', [...ids])
      .execute();
    const noted = await this.#noted(ids);
    const kept = Map.groupBy(rows, ({ patient_id }) => patient_id);
    return new Set(
      ids.filter((id) => {
        const before = new Set(kept.get(id)?.map(({ hash }) => hash));
        return before.symmetricDifference(new Set(noted.get(id))).size > 0;
      }),
    );
  }

  #pages() {
    return keyset(
      async (after: PatientId) =>
        this.#notes === 0
          ? []
          : await this.#db
              .selectFrom('set_aside')
              .selectAll()
              .where('patient_id', '>', after)
              .orderBy('patient_id')
              .limit(pageSize)
              .execute(),
      (row) => row.patient_id,
    );
  }

  async #noted(ids: readonly PatientId[]): Promise<ReadonlyMap<PatientId, readonly string[]>> {
    const phones = new Map<PatientId, string[]>(ids.map((id) => [id, []]));
    if (ids.length === 0) return phones;
    const rows = await this.#db
      .selectFrom('aside_phones')
      .selectAll()
      .where('patient_id', 'in', [...ids])
      .execute();
    for (const { patient_id, hash } of rows) phones.get(patient_id)?.push(hash);
    return phones;
  }

  async #prune(): Promise<void> {
    if (this.#nobodyBefore) return;
    const databases = databasesOf(this.#pass.ident);
    const pages = keyset(
      async (after: PatientId) => {
        const { rows } = await sql<{ patient_id: PatientId }>`
          select o.patient_id from ${sql.table('outside')} o
          where o.patient_id > ${after}
            and ${isAbsent('o.patient_id', 'set_aside', { where: sql`outside = 1` })}
            and ${isAbsent('o.patient_id', 'links')}
          order by o.patient_id limit ${pageSize}`.execute(this.#db);
        return rows.map((row) => row.patient_id);
      },
      (id) => id,
    );
    for await (const ids of pages) {
      const unseen = ids.filter((id) => !databases.isLost(id));
      // Others may have found them there since.
      const now = await this.#readAnew(this.#pass.betweenPages === undefined ? [] : unseen);
      const gone = unseen.filter((id) => now.get(id)?.outside === undefined);
      if (gone.length > 0) await this.#pass.ledger.write((tx) => tx.outside.forget(gone));
    }
  }
}

const pageSize = 500;

/** Where they are now, and who had to be read anew to tell. */
interface Moved {
  readonly outside: readonly PatientId[];
  readonly within: readonly PatientId[];
  readonly read: ReadonlyMap<PatientId, Patient>;
}
