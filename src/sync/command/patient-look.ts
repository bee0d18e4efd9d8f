import type { AmoClient } from '../../amocrm/amo-client.ts';
import type { AmoContact } from '../../amocrm/model/model.ts';
import type { Clock } from '../../clock.ts';
import type { FieldChoice } from '../../contact/model/field-choice.ts';
import { type Patient, unknownPatient } from '../../contact/model/patient.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import { PersonHashes } from '../../contact/person/person-hashes.ts';
import { today } from '../../contact/value/dates.ts';
import { Hasher } from '../../contact/value/hasher.ts';
import { ZoneClock } from '../../contact/value/zone-clock.ts';
import type { State } from '../../state/open-state.ts';
import type { Link } from '../../state/patients/link.ts';
import { bindAccountFields } from '../account/account-fields.ts';
import { AccountZone } from '../account/account-zone.ts';
import { readContact } from '../crm/read-contact.ts';
import { LiveReader } from '../item/live-contact.ts';
import { type Subject, SubjectMaker } from '../item/subject.ts';
import type { SyncOptions } from '../pass/pass-context.ts';
import { type ItemSides, sideBySide } from './side-by-side.ts';

interface LookSetup {
  readonly amo: AmoClient;
  readonly state: State;
  readonly clock: Clock;
  readonly options: Pick<SyncOptions, 'timeZone' | keyof FieldChoice>;
}

/** How what amoCRM acknowledged last stands to IDENT's present value; `none`: nothing was acknowledged yet. */
type Acknowledged = 'same' | 'differs' | 'none' | 'unknown';

/** A patient from all three sides. */
export interface PatientLook {
  readonly link: Link | undefined;
  readonly contact: AmoContact | null;
  readonly items: readonly (ItemSides & { readonly acknowledged: Acknowledged })[];
}

/**
 * Looks at a patient as both sides are now, without planning, writing or keeping anything; no pass is disturbed.
 *
 * @param patient as IDENT has it; undefined: IDENT shows no such patient.
 * @returns null as long as the account's fields are not known.
 */
export async function lookAtPatient(
  { amo, state, clock, options }: LookSetup,
  id: PatientId,
  patient: Patient | undefined,
): Promise<PatientLook | null> {
  const { timeZone, extra } = options;
  const fields = bindAccountFields(await state.fields.all(), options);
  const zoneName = await state.meta.get('accountTimeZone');
  if (fields === null) return null;
  const zone = new AccountZone(zoneName ?? (await amo.account()).timeZone);
  const hasher = new Hasher(state.key);
  const date = today(clock.now(), timeZone);
  const subjects = new SubjectMaker(hasher, fields, {
    clock: new ZoneClock(timeZone),
    today: date,
    extra,
  });
  const subject = subjects.make(patient ?? unknownPatient(id));
  const link = await state.links.ofPatient(id);
  const contact = link === undefined ? null : await readContact({ amo }, link.contactId);
  const live = new LiveReader(hasher, fields, zone, new PersonHashes(hasher, date));
  const items = sideBySide({ fields, zone, live, hasher }, subject, contact).map((sides) => ({
    ...sides,
    ident: patient === undefined ? undefined : sides.ident,
    acknowledged: patient === undefined ? 'unknown' : acknowledgedOf(sides, subject, link),
  }));
  return { link, contact, items };
}

function acknowledgedOf(
  { item, ident }: ItemSides,
  { hashes }: Subject,
  link: Link | undefined,
): Acknowledged {
  if (ident === undefined) return 'unknown';
  if (link === undefined) return 'none';
  if (item === 'phones' || item === 'emails') {
    const known = new Set(link[item].map(({ hash }) => hash));
    return (hashes[item] ?? []).every((hash) => known.has(hash)) ? 'same' : 'differs';
  }
  const wanted = (item === 'name' ? hashes.name : hashes.fields.get(item)) ?? '';
  const kept = link.acknowledged.get(item);
  if (kept === undefined) return wanted === '' ? 'same' : 'none';
  return kept === wanted ? 'same' : 'differs';
}
