import type { AmoContact, ContactId } from '../../amocrm/model/model.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import { agree } from '../../contact/person/name-agreement.ts';
import { comparePhone, formsOfPhone, searchForms } from '../../contact/phone/phones.ts';
import { keyset } from '../../keyset.ts';
import { pageSize, pagesOf } from '../crm/contact-pages.ts';
import type { CrmSnapshot } from '../crm/crm-snapshot.ts';
import { fullRead } from '../crm/full-read.ts';
import { readContact } from '../crm/read-contact.ts';
import { agreement, verdict } from '../identity/agreement.ts';
import { phoneHash } from '../item/subject.ts';
import type { Pass } from '../pass/pass-context.ts';
import { PassRestart } from '../pass/pass-restart.ts';
import type { PassPlan } from '../plan/pass-plan.ts';
import { linkFound, linkSnapshot } from './link-found.ts';
import type { Match, UnlinkedPatients } from './unlinked-patients.ts';

/**
 * Matches by phone, from what the snapshot holds: the only contact with that phone, without an IDENT id, linked to
 * nobody, whose name agrees. What is ambiguous is reported, not guessed; the patient gets a contact of its own.
 */
export async function matchByPhone(
  pass: Pass,
  fresh: UnlinkedPatients,
  snapshot: CrmSnapshot,
  plan: PassPlan,
): Promise<void> {
  await matchByFormerId(pass, fresh, snapshot);
  const doubtful = (one: Match) => pass.found({ kind: 'possible-double', ...one });
  const candidates = keyset(
    (after: PatientId) => fresh.candidates(after, pageSize),
    ({ patientId }) => patientId,
  );
  for await (const page of candidates) {
    const contacts = await snapshot.contacts(page.map(({ contactId }) => contactId));
    const links = await pass.state.links.ofContacts([...contacts.keys()]);
    const apart = await pass.state.holds.apart(page.map(({ patientId }) => patientId));
    const known = await fresh.matches(page.map(({ patientId }) => patientId));
    for (const { patientId, tokens, contactId, count } of page) {
      if (known.has(patientId)) continue;
      const live = contacts.get(contactId);
      const isApart = apart.get(patientId)?.has(contactId) ?? false;
      const isFree = live?.patientId === null && live.carriesUnknown !== true;
      const free = isFree && !links.has(contactId) && !isApart;
      const fits = count === 1 && free && agree(live.nameTokens, tokens);
      if (fits) await fresh.match({ patientId, contactId });
      else doubtful({ patientId, contactId });
    }
  }
  for (const one of await fresh.dropDisputed()) doubtful(one);
  const matched = keyset(
    (after: PatientId) => fresh.matched(after, pageSize),
    ({ patientId }) => patientId,
  );
  for await (const page of matched) {
    await plan.add(page.map(({ patientId }) => ({ patientId, action: 'adopt' as const })));
  }
}

/**
 * Matches by the id that somebody's earlier script put into a field of its own: it may be any number, so the person has
 * to agree. That field is only read; the contact becomes the patient's like one that is found by a phone.
 */
async function matchByFormerId(
  pass: Pass,
  fresh: UnlinkedPatients,
  snapshot: CrmSnapshot,
): Promise<void> {
  if (pass.fields.formerId === undefined) return;
  const lookUp = { patients: null };
  const pages = keyset(
    (after: ContactId) => snapshot.withFormerId(after, pageSize),
    ({ contactId }) => contactId,
  );
  for await (const page of pages) {
    const links = await pass.state.links.ofContacts(page.map(({ contactId }) => contactId));
    const patients = await pass.ident.byIds(
      page.flatMap(({ formerId }) => formerId ?? []),
      lookUp,
    );
    // Whom a person has told apart from a contact is not matched to it again.
    const apart = await pass.state.holds.apart(patients.map(({ id }) => id));
    const subjects = new Map(patients.map((patient) => [patient.id, pass.subjects.make(patient)]));
    for (const { contactId, formerId, person } of page) {
      const subject = formerId === undefined ? undefined : subjects.get(formerId);
      if (subject?.person === undefined || links.has(contactId)) continue;
      if (apart.get(subject.id)?.has(contactId)) continue;
      if (verdict(agreement(subject.person, person)) !== 'agrees') continue;
      const match = { patientId: subject.id, contactId };
      const others = await fresh.matches([subject.id]);
      if (others.has(subject.id)) pass.found({ kind: 'possible-double', ...match });
      else await fresh.match(match);
    }
  }
}

/**
 * Fills the snapshot with the contacts that have a phone of a fresh patient: the newest ones, in which leads stand as a
 * rule, however they are written, then those of which the last full read saw that no form meets them, then by `query`
 * for each form of each phone, every hit verified by the comparison of phones; or by one full read, whichever costs fewer
 * requests.
 */
export async function lookUpPhones(
  pass: Pass,
  fresh: UnlinkedPatients,
  snapshot: CrmSnapshot,
): Promise<void> {
  const phones = await fresh.adoptablePhones();
  if (phones === 0) return;
  const contactsSeen = await pass.state.meta.get('contactsSeen');
  // A first load reads the account before it fills it: what is linked is there as well.
  const contacts = Math.max(contactsSeen ?? 0, await pass.state.links.count());
  const pages = Math.ceil((contacts + 1) / pageSize);
  if (contactsSeen !== undefined && 1 + phones * formsOfPhone > pages) {
    await fullRead(pass, snapshot);
    leaveToDeepPass(pass, await linkSnapshot(pass, snapshot));
    return;
  }
  const wanted = await wantedForms(pass, fresh);
  const keys = new Set([...wanted.values()].flat());
  const newest = await pass.amo.contacts({ limit: pageSize, order: 'id-desc' });
  await takeHits(pass, snapshot, newest.contacts, keys);
  await takeHits(pass, snapshot, await withOddPhones(pass, keys), keys);
  for (const [form, ofForm] of wanted) {
    const ask = (page: number) => pass.amo.contacts({ query: form, page, limit: pageSize });
    for await (const { contacts: hits } of pagesOf(ask)) {
      pass.signal?.throwIfAborted();
      await takeHits(pass, snapshot, hits, new Set(ofForm));
    }
  }
}

/** More with one phone are no candidates: two are one too many, and one may be gone. */
const mostOfOddPhone = 3;

/** Contacts that have one of these phones in a way that no form finds, as they are now. */
async function withOddPhones(
  pass: Pass,
  keys: ReadonlySet<string>,
): Promise<readonly AmoContact[]> {
  const hashes = [...keys].map((key) => phoneHash(pass.hasher, key));
  const contacts: AmoContact[] = [];
  for (const id of await pass.state.oddPhones.contactsWith(hashes, mostOfOddPhone)) {
    pass.signal?.throwIfAborted();
    const contact = await readContact(pass, id);
    if (contact !== null) contacts.push(contact);
  }
  return contacts;
}

/** What is to be searched for, and the comparison keys of the phones that it may show. */
async function wantedForms(
  pass: Pass,
  fresh: UnlinkedPatients,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const wanted = new Map<string, string[]>();
  const lookUp = { patients: null };
  const unmatched = keyset(
    (after: PatientId) => fresh.unmatched(after, 100),
    (id) => id,
  );
  for await (const ids of unmatched) {
    for (const patient of await pass.ident.byIds(ids, lookUp)) {
      const { contact } = pass.subjects.make(patient);
      const adoptable = await fresh.adoptable(patient.id);
      for (const phone of contact.phones ?? []) {
        if (!adoptable.has(phoneHash(pass.hasher, phone.key))) continue;
        for (const form of searchForms(phone)) {
          wanted.set(form, [...(wanted.get(form) ?? []), phone.key]);
        }
      }
    }
  }
  return wanted;
}

/** `query` is a substring search over all fields: another phone, or another field, may hold these digits. */
async function takeHits(
  pass: Pass,
  snapshot: CrmSnapshot,
  contacts: readonly AmoContact[],
  keys: ReadonlySet<string>,
): Promise<void> {
  const hits = contacts.filter((contact) =>
    pass.live.typedPhones(contact).some((phone) => keys.has(comparePhone(phone))),
  );
  const live = hits.map((contact) => pass.live.read(contact));
  await snapshot.add(live);
  leaveToDeepPass(pass, (await linkFound(pass, live)).length);
}

/**
 * Contacts with the IDENT id of a patient whom the state does not know: it was restored, or another installation is at
 * work. What they hold has to be compared with everything.
 *
 * @throws PassRestart in an incremental pass.
 */
function leaveToDeepPass(pass: Pass, linked: number): void {
  if (linked > 0 && pass.onForeignContacts === 'deep-pass')
    throw new PassRestart('foreign-contacts');
}
