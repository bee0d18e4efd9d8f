import type { Patient } from '../../contact/model/patient.ts';
import {
  firstSource,
  keysOf,
  type PatientId,
  patientKey,
  personIdOf,
  type SourceNumber,
  sourceOf,
} from '../../contact/model/patient-key.ts';
import type { Ident, ReadAll } from '../ident.ts';
import type { LookUp } from '../patients/patient-pages.ts';

/**
 * A source's database with its patients under their keys: its statements know nothing but ID_Persons, which is the key
 * of a patient of the first source.
 */
export function numbered(ident: Ident, source: SourceNumber): Ident {
  return source === firstSource ? ident : new NumberedIdent(ident, source);
}

class NumberedIdent implements Ident {
  readonly #ident: Ident;
  readonly #source: SourceNumber;
  /** Each look-up as the database knows it: one and the same, for what is read for all patients is read once for it. */
  readonly #lookUps = new WeakMap<LookUp, LookUp>();

  constructor(ident: Ident, source: SourceNumber) {
    this.#ident = ident;
    this.#source = source;
  }

  get queryMs(): number {
    return this.#ident.queryMs;
  }

  get statements(): number {
    return this.#ident.statements;
  }

  get oddIds(): ReadonlySet<string> {
    return this.#ident.oddIds;
  }

  server: Ident['server'] = () => this.#ident.server();
  probe: Ident['probe'] = (memory) => this.#ident.probe(memory);
  count: Ident['count'] = () => this.#ident.count();
  listValues: Ident['listValues'] = () => this.#ident.listValues();
  branches: Ident['branches'] = () => this.#ident.branches();
  cancelReasons: Ident['cancelReasons'] = () => this.#ident.cancelReasons();
  billSource: Ident['billSource'] = () => this.#ident.billSource();
  /** The counts name no patient, so there is no key to put a source into. */
  booked: Ident['booked'] = (period, how) => this.#ident.booked(period, how);
  tellsDebts: Ident['tellsDebts'] = () => this.#ident.tellsDebts();
  changedReceptions: Ident['changedReceptions'] = (cursor) => this.#ident.changedReceptions(cursor);
  inspect: Ident['inspect'] = () => this.#ident.inspect();
  close: Ident['close'] = () => this.#ident.close();

  async *all(after?: PatientId, options?: ReadAll): AsyncGenerator<readonly Patient[], void> {
    const pages = this.#ident.all(after === undefined ? undefined : inside(after), options);
    for await (const page of pages) yield page.map((patient) => this.#named(patient));
  }

  byIds: Ident['byIds'] = async (ids, among) => {
    const own = ids.filter((id) => sourceOf(id) === this.#source);
    const patients = await this.#ident.byIds(own.map(inside), among && this.#inside(among));
    return patients.map((patient) => this.#named(patient));
  };

  withCardNumber: Ident['withCardNumber'] = async (cardNumber) =>
    (await this.#ident.withCardNumber(cardNumber)).map((id) => this.#key(id));

  ofPerson: Ident['ofPerson'] = async (words) =>
    (await this.#ident.ofPerson(words)).map((id) => this.#key(id));

  newest: Ident['newest'] = async (above, below) => {
    const from = above < keysOf(this.#source).after ? (0 as PatientId) : inside(above);
    return (await this.#ident.newest(from, below)).map((id) => this.#key(id));
  };

  endedBookings: Ident['endedBookings'] = async (ids) => {
    const own = ids.filter((id) => sourceOf(id) === this.#source);
    const ended = await this.#ident.endedBookings(own.map(inside));
    return ended.map((booking) => ({ ...booking, id: this.#key(booking.id) }));
  };

  receptions: Ident['receptions'] = async (wanted, how) => {
    const own = 'of' in wanted ? { of: inside(wanted.of) } : wanted;
    const receptions = await this.#ident.receptions(own, how);
    const key = (patient: PatientId | null) =>
      // Of what is no patient's number nobody has a contact.
      patient === null ? null : patientKey(this.#source, patient);
    return (
      receptions?.map((reception) => ({ ...reception, patient: key(reception.patient) })) ?? null
    );
  };

  changedSince: Ident['changedSince'] = async (cursor) => {
    const scan = await this.#ident.changedSince(cursor);
    return { ...scan, ids: scan.ids.map((id) => this.#key(id)) };
  };

  #inside(lookUp: LookUp): LookUp {
    const { patients, anew } = lookUp;
    if (anew === undefined) return lookUp;
    const known: LookUp = this.#lookUps.get(lookUp) ?? {
      patients,
      anew: async (ids) => {
        const found = await anew(ids.map((id) => this.#key(id)));
        return new Set([...found].map(inside));
      },
    };
    this.#lookUps.set(lookUp, known);
    return known;
  }

  #named(patient: Patient): Patient {
    return { ...patient, id: this.#key(patient.id) };
  }

  #key(id: PatientId): PatientId {
    const key = patientKey(this.#source, id);
    if (key === null) throw new Error('the reader lets only ids through that a key can be made of');
    return key;
  }
}

/** What the database knows of a key. */
const inside = (key: PatientId): PatientId => personIdOf(key) as PatientId; // as of the first source
