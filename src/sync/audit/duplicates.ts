import {
  BadRequestError,
  UnknownOutcomeError,
  ValidationError,
} from '../../amocrm/errors/errors.ts';
import type { ContactId } from '../../amocrm/model/model.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import { keyset } from '../../keyset.ts';
import { TaggedContacts } from '../../state/patients/tagged-contacts.ts';
import type { CrmSnapshot } from '../crm/crm-snapshot.ts';
import { unknownPatient } from '../crm/seen-contact.ts';
import type { Carrier } from '../crm/seen-links.ts';
import { agreement, differs } from '../identity/agreement.ts';
import { commonPhones } from '../identity/known-persons.ts';
import type { Pass } from '../pass/pass-context.ts';
import { noted } from '../write/noted.ts';

/** What people look for in amoCRM to merge contacts that carry the same patient, and not another person. */
export const duplicateTag = 'IDENT-дубль';

/** One of several contacts that name a patient. */
interface JudgedCarrier extends Carrier {
  /** It seems to be another person's: nobody may be told to merge it. */
  readonly isOther: boolean;
}

/** Contacts that carry a patient whom another one carries too; whom they belong to, a person decides. */
export async function reportDuplicates(pass: Pass, snapshot: CrmSnapshot): Promise<void> {
  for await (const page of pages(pass, snapshot)) {
    for (const { isOther, ...one } of page) {
      pass.found({ kind: isOther ? 'duplicate-other' : 'duplicate', ...one });
    }
    await pass.spill();
  }
}

/**
 * Tags them, once each (policy). A tag is added to those that are there, and twice is the same as once: a request of
 * unknown outcome is just sent again by the next deep pass.
 */
export async function tagDuplicates(pass: Pass, snapshot: CrmSnapshot): Promise<void> {
  if (pass.policies.duplicates === 'report') return;
  const tagged = new TaggedContacts(pass.state.db);
  for await (const page of pages(pass, snapshot)) {
    const alike = page.filter(({ isOther }) => !isOther);
    const before = await tagged.among(alike.map(({ contactId }) => contactId));
    const fresh = alike.filter(({ contactId }) => !before.has(contactId));
    for (const part of pass.batches.parts(fresh)) {
      pass.signal?.throwIfAborted();
      await tagged.add(await tag(pass, part), pass.clock.now());
    }
  }
}

/** @returns the contacts that amoCRM's answer names (I8). */
async function tag(pass: Pass, contacts: readonly Carrier[]): Promise<readonly ContactId[]> {
  if (contacts.length === 0) return [];
  const { departure } = await noted(pass, () => pass.state.provePassLock());
  try {
    const { acknowledged } = await pass.amo.updateContacts(
      contacts.map(({ contactId }) => ({
        id: contactId,
        request_id: String(contactId),
        tags_to_add: [{ name: duplicateTag }],
      })),
      departure,
    );
    return contacts.flatMap(({ contactId }) =>
      acknowledged.has(String(contactId)) ? [contactId] : [],
    );
  } catch (error) {
    // A tag is worth no failed pass: the next one tries again.
    if (error instanceof UnknownOutcomeError || error instanceof BadRequestError) return [];
    if (!(error instanceof ValidationError)) throw error;
    // One that was deleted or merged meanwhile: the others go without it.
    const bad = new Set(error.rows.map(({ requestId }) => requestId));
    const good = contacts.filter(({ contactId }) => !bad.has(String(contactId)));
    return good.length < contacts.length ? await tag(pass, good) : [];
  }
}

async function* pages(pass: Pass, snapshot: CrmSnapshot): AsyncGenerator<readonly JudgedCarrier[]> {
  const carriers = keyset(
    (after: PatientId) => snapshot.links.duplicates(after, 250),
    ({ patientId }) => patientId,
    unknownPatient,
  );
  for await (const page of carriers) yield await judgeCarriers(pass, snapshot, page);
}

/**
 * Tells which of the contacts that name one patient are another person's. Where the patient is held, nobody knows whose
 * any of them is. One that is left alone when the others are another's is no duplicate.
 */
async function judgeCarriers(
  pass: Pass,
  snapshot: CrmSnapshot,
  carriers: readonly Carrier[],
): Promise<readonly JudgedCarrier[]> {
  const ids = [...new Set(carriers.map(({ patientId }) => patientId))];
  const links = await pass.state.links.ofPatients(ids);
  const holds = await pass.state.holds.ofPatients(ids);
  const live = await snapshot.contacts(carriers.map(({ contactId }) => contactId));
  const persons = [
    ...[...live.values()].map(({ person }) => person),
    ...[...links.values()].flatMap(({ person }) => person ?? []),
  ];
  const common = await commonPhones(pass, persons, snapshot);
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
