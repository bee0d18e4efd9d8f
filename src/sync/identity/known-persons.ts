import type { ContactId } from '../../amocrm/model/model.ts';
import { chunks } from '../../chunks.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { ContactEvidence, PatientEvidence } from '../../contact/person/person-evidence.ts';
import type { Link } from '../../state/patients/link.ts';
import type { CrmSnapshot } from '../crm/crm-snapshot.ts';
import { readContact } from '../crm/read-contact.ts';
import type { LiveContact } from '../item/live-contact.ts';
import type { Subject } from '../item/subject.ts';
import type { Pass } from '../pass/pass-context.ts';

/** A phone that more patients or contacts have is a clinic's, or a placeholder: it tells nobody from another. */
export const mostOfOnePhone = 3;

/** What is needed to tell whether patients are still who they were. */
interface KnownPersons {
  readonly commonPhones: ReadonlySet<string>;
  /** Contacts of links that do not tell whom they carry. */
  readonly shown: ReadonlyMap<ContactId, ContactEvidence>;
}

/** Reads the contact where neither the link nor `live` tells whom it carries, and IDENT seems to say something else. */
export async function knownPersons(
  pass: Pass,
  subjects: readonly Subject[],
  known: {
    readonly links: ReadonlyMap<PatientId, Link>;
    readonly live: ReadonlyMap<ContactId, LiveContact> | null;
  },
): Promise<KnownPersons> {
  const persons: PatientEvidence[] = [];
  const shown = new Map<ContactId, ContactEvidence>();
  for (const subject of subjects) {
    const link = known.links.get(subject.id);
    if (link === undefined) continue;
    persons.push(...[subject.person, link.person].filter((one) => one !== undefined));
    if (link.person !== undefined || isPlainlySame(subject, link)) continue;
    const seen = known.live?.get(link.contactId) ?? (await read(pass, link.contactId));
    if (seen !== null) shown.set(link.contactId, seen.person);
  }
  return { commonPhones: await commonPhones(pass, persons), shown };
}

/**
 * Phones of these people that tell nobody from another.
 *
 * @param snapshot what a full read saw: it tells which phones many contacts have.
 */
export async function commonPhones(
  { state }: Pick<Pass, 'state'>,
  persons: readonly Pick<PatientEvidence, 'phones'>[],
  snapshot?: CrmSnapshot,
): Promise<ReadonlySet<string>> {
  const common: string[] = [];
  for (const some of chunks([...new Set(persons.flatMap(({ phones }) => phones))], 500)) {
    common.push(...(await state.links.phonesOfMany(some, mostOfOnePhone)));
    common.push(...((await snapshot?.phonesOfMany(some, mostOfOnePhone)) ?? []));
  }
  return new Set(common);
}

async function read(pass: Pass, id: ContactId): Promise<LiveContact | null> {
  pass.signal?.throwIfAborted();
  await pass.online();
  const contact = await readContact(pass, id);
  return contact && pass.live.read(contact);
}

/** The name is what amoCRM acknowledged. */
const isPlainlySame = ({ hashes }: Subject, { acknowledged }: Link): boolean =>
  hashes.name === acknowledged.get('name');
