import type { ContactId } from '../../amocrm/model/model.ts';
import { chunks } from '../../chunks.ts';
import type { PatientEvidence } from '../../contact/person/person-evidence.ts';
import type { Link } from '../../state/patients/link.ts';
import type { CrmSnapshot } from '../crm/crm-snapshot.ts';
import type { Carrier } from '../crm/seen-links.ts';
import type { LiveContact } from '../item/live-contact.ts';
import type { Pass } from '../pass/pass-context.ts';
import { type Agreement, agreement, comparedIn, verdict } from './agreement.ts';
import { mostOfOnePhone } from './known-persons.ts';

/** One of several contacts that name a patient. */
export interface JudgedCarrier extends Carrier {
  /** It seems to be another person's: nobody may be told to merge it. */
  readonly isOther: boolean;
}

/** A nickname is the name of nobody else: one thing alone that differs makes no other person. */
const fewest = 2;

/**
 * Tells which of the contacts that name one patient are another person's. Where the patient is held, nobody knows whose
 * any of them is. One that is left alone when the others are another's is no duplicate.
 */
export async function judgeCarriers(
  pass: Pass,
  snapshot: CrmSnapshot,
  carriers: readonly Carrier[],
): Promise<readonly JudgedCarrier[]> {
  const ids = [...new Set(carriers.map(({ patientId }) => patientId))];
  const links = await pass.state.links.ofPatients(ids);
  const holds = await pass.state.holds.ofPatients(ids);
  const live = await liveOf(snapshot, carriers);
  const common = await commonPhones(pass, snapshot, [...live.values()], [...links.values()]);
  const isOther = ({ patientId, contactId }: Carrier): boolean => {
    const link = links.get(patientId);
    if (link?.contactId === contactId) return false;
    if (holds.has(patientId)) return true;
    const shown = live.get(contactId)?.person;
    if (link?.person === undefined || shown === undefined) return false;
    return differs(agreement(link.person, shown, common));
  };
  const judged = carriers.map((one) => ({ ...one, isOther: isOther(one) }));
  const alike = Map.groupBy(
    judged.filter((one) => !one.isOther),
    ({ patientId }) => patientId,
  );
  return judged.filter((one) => one.isOther || (alike.get(one.patientId)?.length ?? 0) > 1);
}

export const differs = (found: Agreement): boolean =>
  verdict(found) === 'disagrees' && comparedIn(found) >= fewest;

async function liveOf(
  snapshot: CrmSnapshot,
  carriers: readonly Carrier[],
): Promise<ReadonlyMap<ContactId, LiveContact>> {
  const live = new Map<ContactId, LiveContact>();
  for (const some of chunks(carriers, 500)) {
    const page = await snapshot.contacts(some.map(({ contactId }) => contactId));
    for (const [id, contact] of page) live.set(id, contact);
  }
  return live;
}

async function commonPhones(
  pass: Pass,
  snapshot: CrmSnapshot,
  live: readonly LiveContact[],
  links: readonly Link[],
): Promise<ReadonlySet<string>> {
  const persons: readonly Pick<PatientEvidence, 'phones'>[] = [
    ...live.map(({ person }) => person),
    ...links.flatMap(({ person }) => person ?? []),
  ];
  const phones = [...new Set(persons.flatMap((person) => person.phones))];
  const common: string[] = [];
  for (const some of chunks(phones, 500)) {
    common.push(...(await pass.state.links.phonesOfMany(some, mostOfOnePhone)));
    common.push(...(await snapshot.phonesOfMany(some, mostOfOnePhone)));
  }
  return new Set(common);
}
