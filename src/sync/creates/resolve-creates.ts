import type { ContactId } from '../../amocrm/model/model.ts';
import { chunks } from '../../chunks.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import { searchForms } from '../../contact/phone/phones.ts';
import { pageSize as contactsOfPage } from '../crm/contact-pages.ts';
import { isAnothers } from '../identity/agreement.ts';
import { hold, tellHeld } from '../identity/held/hold.ts';
import { holdLost } from '../identity/unknown-carriers.ts';
import { createdLink, createdWhole, recordLinks } from '../item/acknowledged/acknowledge.ts';
import type { LiveContact } from '../item/live-contact.ts';
import type { Pass } from '../pass/pass-context.ts';
import { noteCreates } from './absence/fresh-contacts.ts';
import { finalAfterMs } from './absence/timing.ts';
import { confirmMark } from './confirm-mark.ts';

/** When to look for a create of unknown outcome, after its connection ended. */
const looksMs = [0, 5_000, 20_000, finalAfterMs] as const;
/** SQLite's parameter limit. */
const pageSize = 500;

interface Resolution {
  /** Certainly not created: they may be sent anew. */
  readonly lost: readonly PatientId[];
  /** Not found, but the list moved too much to be sure: they stay uncertain. */
  readonly open: readonly PatientId[];
}

interface Wanted {
  readonly ids: readonly PatientId[];
  /** Contacts newer than this are looked at. */
  readonly downTo: ContactId;
  /** Monotonic times of the looks; the last one decides. */
  readonly looksAt: readonly number[];
}

/** All but the first look wait for the next of these moments: batches that were lost one after the other share them. */
const togetherMs = 2_000;

/** @param endedAt monotonic time when the request ended. */
export const looksAfter = (endedAt: number): readonly number[] =>
  looksMs.map((after) =>
    after === 0 ? endedAt : Math.ceil((endedAt + after) / togetherMs) * togetherMs,
  );

/**
 * Looks for contacts that may have been created, told by their IDENT-id field. What is found is linked; what is
 * certainly not there loses its intent.
 */
export async function resolveCreates(
  pass: Pass,
  { ids, downTo, looksAt }: Wanted,
): Promise<Resolution> {
  const pending = new Set(ids);
  const unknown = new Map<ContactId, LiveContact>();
  let complete = false;
  for (const at of looksAt) {
    await pass.clock.sleep(at - pass.clock.monotonic(), pass.signal);
    const carriers = new Map<PatientId, LiveContact>();
    const older: ContactId[] = [];
    complete = await pass.newestWalk.read(downTo, (contacts) => {
      for (const contact of contacts) {
        const patientId = pass.live.patientId(contact);
        if (contact.id > downTo && pass.live.carriesUnknown(contact)) {
          unknown.set(contact.id, pass.live.read(contact));
        }
        if (patientId === null || !pending.has(patientId)) continue;
        if (contact.id <= downTo) {
          older.push(contact.id);
          continue;
        }
        // The oldest one of several.
        const other = carriers.get(patientId);
        if (other === undefined || contact.id < other.contactId)
          carriers.set(patientId, pass.live.read(contact));
      }
    });
    for (const [patientId, live] of carriers) {
      if (await linkCreated(pass, patientId, live)) pending.delete(patientId);
    }
    await growsOrStop(pass, older);
    if (pending.size === 0) return { lost: [], open: [] };
  }
  if (!complete) return { lost: [], open: [...pending] };
  if (unknown.size > 0) {
    const carriers = [...unknown.values()];
    for (const patientId of [...pending]) {
      if (await holdLost(pass, patientId, carriers)) pending.delete(patientId);
    }
  }
  const lost = [...pending];
  await growsOrStop(pass, await searchLost(pass, lost));
  for (const page of chunks(lost, pageSize)) {
    await pass.state.transaction((tx) => tx.intents.remove(page));
  }
  return { lost, open: [] };
}

/**
 * Looks for a create that the newest contacts do not show by a phone of its, wherever it stands: that ids of new contacts
 * grow (A1) is what makes the newest a proof, and where one create is lost no answer has yet spoken against it. Rows of
 * one request share their fate as a rule: the first that has a phone speaks for all.
 *
 * @returns contacts that name one of these patients.
 */
async function searchLost(
  { amo, ident, live, signal, subjects }: Pass,
  lost: readonly PatientId[],
): Promise<readonly ContactId[]> {
  const wanted = new Set(lost);
  for (const patient of await ident.byIds(lost.slice(0, mostRead))) {
    const [query] = (subjects.make(patient).contact.phones ?? []).flatMap(searchForms);
    if (query === undefined) continue;
    signal?.throwIfAborted();
    const { contacts } = await amo.contacts({ query, page: 1, limit: contactsOfPage });
    return contacts
      .filter((contact) => {
        const patientId = live.patientId(contact);
        return patientId !== null && wanted.has(patientId);
      })
      .map(({ id }) => id);
  }
  return [];
}

/** More need not be read to find one that has a phone. */
const mostRead = 10;

/**
 * A contact that carries a patient whose absence was proved, and stands where only older ones should, was created since:
 * ids do not grow, and what else was sent may stand anywhere. The former contact of a patient that is made anew may be
 * back from the trash: that one is linked.
 *
 * @throws PassRestart, or SyncError CRM_CONTRADICTS.
 */
async function growsOrStop(pass: Pass, older: readonly ContactId[]): Promise<void> {
  if (older.length === 0) return;
  const links = await pass.state.links.ofContacts(older);
  if (older.some((id) => !links.has(id))) await pass.contradictions.raise('id-order');
}

/** @returns whether that decides it; one contact carries one patient and is never taken over by another (I3). */
async function linkCreated(pass: Pass, patientId: PatientId, live: LiveContact): Promise<boolean> {
  const { contactId } = live;
  const outcome = await pass.state.transaction(async (tx) => {
    const taken = (await tx.links.ofContacts([contactId])).has(contactId);
    const intent = await tx.intents.ofPatient(patientId);
    if (taken || intent === undefined) return 'not-ours';
    if (isAnothers(intent.sent, live)) {
      await hold(pass, { patientId, contactId, phones: intent.sent.phones }, tx);
      return 'held';
    }
    await noteCreates(tx.meta, pass.clock, intent.highestContactId);
    await recordLinks(tx, [
      { link: createdLink(patientId, contactId, intent.sent), written: createdWhole },
    ]);
    return 'linked';
  });
  if (outcome === 'not-ours') return false;
  if (outcome === 'held') {
    tellHeld(pass, patientId);
    return true;
  }
  await confirmMark(pass, patientId, contactId);
  pass.counts.created += 1;
  pass.found({ kind: 'found-after-unknown', patientId, contactId });
  return true;
}
