import type { ContactId } from '../../amocrm/model/model.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { ContactEvidence } from '../../contact/person/person-evidence.ts';
import type { Link } from '../../state/patients/link.ts';
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
  const phones = new Set<string>();
  const shown = new Map<ContactId, ContactEvidence>();
  for (const subject of subjects) {
    const link = known.links.get(subject.id);
    if (link === undefined) continue;
    for (const phone of subject.person?.phones ?? []) phones.add(phone);
    for (const phone of link.person?.phones ?? []) phones.add(phone);
    if (link.person !== undefined || isPlainlySame(subject, link)) continue;
    const seen = known.live?.get(link.contactId) ?? (await read(pass, link.contactId));
    if (seen !== null) shown.set(link.contactId, seen.person);
  }
  const common = await pass.state.links.phonesOfMany([...phones], mostOfOnePhone);
  return { commonPhones: new Set(common), shown };
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
