import { agree } from '../contact/name-agreement.ts';
import { comparePhone, searchDigits } from '../contact/phones.ts';
import type { CrmSnapshot } from './crm-snapshot.ts';
import type { FreshPatients } from './fresh-patients.ts';
import { fullRead, pageSize } from './full-read.ts';
import { linkFound, linkSnapshot } from './link-found.ts';
import type { Pass } from './pass-context.ts';
import type { PassPlan } from './pass-plan.ts';
import { phoneHash } from './subject.ts';

/**
 * Matches by phone, from what the snapshot holds: the only contact with that phone, without an IDENT id, linked to
 * nobody, whose name agrees. What is ambiguous is reported, not guessed; the patient gets a contact of its own.
 */
export async function matchByPhone(
  pass: Pass,
  fresh: FreshPatients,
  snapshot: CrmSnapshot,
  plan: PassPlan,
): Promise<void> {
  for (let after = 0; ; ) {
    const page = await fresh.candidates(after, 200);
    if (page.length === 0) return;
    const contacts = await snapshot.contacts([...new Set(page.flatMap((one) => one.contacts))]);
    const links = await pass.state.links.ofContacts([...contacts.keys()]);
    for (const { patientId, tokens, contacts: ids } of page) {
      after = patientId;
      const [contactId] = ids;
      const live = contactId === undefined ? undefined : contacts.get(contactId);
      if (contactId === undefined || live === undefined) continue;
      const free = live.patientId === null && !links.has(contactId);
      const fits =
        ids.length === 1 &&
        free &&
        agree(live.nameTokens, tokens) &&
        (await fresh.match(patientId, contactId));
      if (fits) await plan.add([{ patientId, action: 'adopt' }]);
      else pass.found({ kind: 'possible-double', patientId, contactId });
    }
  }
}

/**
 * Fills the snapshot with the contacts that have a phone of a fresh patient: by `query` for each phone, every hit
 * verified by the comparison of phones, or by one full read, whichever costs fewer requests.
 */
export async function lookUpPhones(
  pass: Pass,
  fresh: FreshPatients,
  snapshot: CrmSnapshot,
): Promise<void> {
  const queries = await fresh.adoptablePhones();
  if (queries === 0) return;
  const contactsSeen = await pass.state.meta.get('contactsSeen');
  const pages = contactsSeen === undefined ? 1 : Math.ceil((contactsSeen + 1) / pageSize);
  if (contactsSeen !== undefined && queries > pages) {
    await fullRead(pass, snapshot, 'id-asc');
    await linkSnapshot(pass, snapshot);
    return;
  }
  for (let after = 0; ; ) {
    const ids = await fresh.unmatched(after, 100);
    const last = ids.at(-1);
    if (last === undefined) return;
    after = last;
    for (const patient of await pass.ident.byIds(ids)) {
      const { contact } = pass.subjects.make(patient);
      const adoptable = await fresh.adoptable(patient.id);
      for (const phone of contact.phones ?? []) {
        if (!adoptable.has(phoneHash(pass.hasher, phone.key))) continue;
        const digits = searchDigits(phone);
        if (digits !== null) await lookUp(pass, snapshot, digits, phone.key);
      }
    }
  }
}

async function lookUp(
  pass: Pass,
  snapshot: CrmSnapshot,
  digits: string,
  key: string,
): Promise<void> {
  for (let page = 1; ; page += 1) {
    pass.signal?.throwIfAborted();
    const { contacts, hasNext } = await pass.amo.contacts({ query: digits, page });
    // `query` is a substring search over all fields: another field may hold these digits.
    const hits = contacts.filter((contact) =>
      pass.live.phones(contact).some(({ value }) => comparePhone(value) === key),
    );
    const live = hits.map((contact) => pass.live.read(contact));
    await snapshot.add(live);
    await linkFound(pass, live);
    if (!hasNext) return;
  }
}
