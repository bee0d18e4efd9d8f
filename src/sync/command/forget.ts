import type { LeadId } from '../../amocrm/model/lead.ts';
import type { AmoContact, ContactId } from '../../amocrm/model/model.ts';
import { type FieldChoice, isOff, switchedOn } from '../../contact/model/field-choice.ts';
import { type ContactField, everyField } from '../../contact/model/fields.ts';
import { type PatientId, sourceOf } from '../../contact/model/patient-key.ts';
import type { FieldKey } from '../../contact/model/table.ts';
import { databasesOf } from '../../ident/sources/databases.ts';
import type { Link } from '../../state/patients/link.ts';
import { receptionOf, type VisitKey } from '../../visits/visit-key.ts';
import { checkFields } from '../account/fields.ts';
import { finalAfterMs, leavesWithinMs } from '../creates/absence/timing.ts';
import { recover } from '../creates/recover.ts';
import { contactsNaming } from '../crm/contacts-naming.ts';
import { readContact } from '../crm/read-contact.ts';
import { SyncError, syncErrors } from '../errors.ts';
import { refuseOthers } from '../identity/forget-doubt.ts';
import { listForms } from '../item/acknowledged/own-forms.ts';
import { compare } from '../item/compare.ts';
import type { ContactHashes, Subject } from '../item/subject.ts';
import { subjectOfFields } from '../item/subject-of-fields.ts';
import { needsRequest } from '../item/verdicts.ts';
import type { Pass, SyncSetup } from '../pass/pass-context.ts';
import { noFindings } from '../run/findings/finding-log.ts';
import { checkDatabase } from '../source/check-database.ts';
import { forgetDeals } from '../visits/forget-deals.ts';
import { adoptNotes } from '../write/late-updates.ts';
import { updateContacts } from '../write/updater.ts';
import { commandPass } from './command-pass.ts';

interface ForgetResult {
  readonly runId: number;
  readonly patientId: PatientId;
  /** Contacts that something of ours was cleared in: one as a rule, none when it is gone from amoCRM. */
  readonly contacts: readonly ContactId[];
  /** Deals that something of ours was cleared in. */
  readonly deals: readonly LeadId[];
  /** It was on the list before. */
  readonly again: boolean;
}

/**
 * Takes a patient out of amoCRM and of the state, for good: our fields, phones and e-mails in its contact are cleared,
 * everything that the state keeps of it is dropped, and its id stays on the do-not-sync list. The contact itself, its
 * name and what people entered stay.
 *
 * The list comes first and the state's rows last, so that it can be broken off anywhere and run again. The caller holds
 * the pass lock.
 *
 * @throws SyncError PATIENT_UNKNOWN when nobody knows the patient; FORGET_OTHER_PERSON when a contact seems to be another
 *   person's; FORGET_INCOMPLETE when amoCRM still holds something.
 */
export async function forgetPatient(given: SyncSetup, patientId: PatientId): Promise<ForgetResult> {
  const source = databasesOf(given.ident).sources.find(
    ({ number }) => number === sourceOf(patientId),
  );
  if (source !== undefined) {
    const { identity } = await source.ident.server();
    await checkDatabase(given, { number: source.number, identity });
  }
  const again = (await given.state.forgotten.among([patientId])).has(patientId);
  const parts = {
    mode: 'incremental',
    sources: source === undefined ? [] : [source],
    choice: fieldsThere,
    // What it meets on its way names the patient, and is not to be kept.
    findings: noFindings,
  } as const;
  const done = await commandPass(given, 'forget', parts, (pass) => forget(pass, patientId));
  return { ...done, patientId, again };
}

/** A field that is switched off was not always: only one that is not in the account holds nothing of ours. */
async function fieldsThere({ amo, state, options }: SyncSetup): Promise<FieldChoice> {
  const known = new Set((await state.fields.all()).map(({ key }) => key));
  const isOffNow = ({ key, isExtra }: ContactField) =>
    isOff(key, options) && (!isExtra || known.has(key));
  const off = everyField.filter(isOffNow);
  if (off.length === 0) return options;
  const on = (choice: FieldChoice, { key }: ContactField) =>
    switchedOn(choice, key, options.timeZone);
  const lines = await checkFields({ amo, state, ...off.reduce(on, options) });
  const usable = new Set(lines.flatMap(({ status, field }) => (status === 'ok' ? field.key : [])));
  return off.filter(({ key }) => usable.has(key)).reduce<FieldChoice>(on, options);
}

async function forget(
  pass: Pass,
  patientId: PatientId,
): Promise<Pick<ForgetResult, 'contacts' | 'deals'>> {
  const { state, clock } = pass;
  if (!(await isKnown(pass, patientId)))
    throw new SyncError(syncErrors.patientUnknown({ id: patientId }));
  await pass.online();
  await refuseOthers(pass, patientId, await contactsOf(pass, patientId));
  await state.forgotten.add(patientId, clock.now());
  await awaitArrivals(pass, patientId);
  const contacts: ContactId[] = [];
  const seen = new Set<ContactId>();
  const { link, found } = await contactsOf(pass, patientId);
  // Before the contacts: these tell which deals are the patient's.
  const deals = await forgetDeals(
    { ...pass, leads: pass.amo.leads, patientOf: (visit) => patientOfVisit(pass, visit) },
    patientId,
    await carriedBy(pass, patientId, found),
  );
  if (deals.left.length > 0)
    throw new SyncError(syncErrors.forgetIncomplete({ id: patientId, deals: deals.left }));
  for (const contact of found) {
    if (seen.has(contact.id)) continue;
    seen.add(contact.id);
    if (await clear(pass, patientId, contact, link)) contacts.push(contact.id);
  }
  await state.transaction((tx) => tx.forgotten.erase(patientId));
  return { contacts, deals: deals.cleared };
}

/** Whose the reception is that began a visit; null: IDENT does not tell. */
async function patientOfVisit(
  { ident }: Pick<Pass, 'ident'>,
  visit: VisitKey,
): Promise<PatientId | null> {
  // Keys of visits are made like those of patients.
  const number = sourceOf(Number(visit) as PatientId);
  const source = databasesOf(ident).sources.find((one) => one.number === number);
  const id = receptionOf(visit);
  const how = { cancelReasons: new Map(), withDoctors: false, tellsFirst: false };
  const rows = (await source?.ident.receptions({ with: [id] }, how)) ?? [];
  return rows.find((row) => row.id === id)?.patient ?? null;
}

/** Those that carry no other patient by now. */
async function carriedBy(
  pass: Pass,
  id: PatientId,
  found: readonly AmoContact[],
): Promise<readonly ContactId[]> {
  const holders = await pass.state.links.ofContacts(found.map((contact) => contact.id));
  const own = found.filter((contact) => !isOthers(pass, id, contact, holders));
  return [...new Set(own.map((contact) => contact.id))];
}

/** It carries another patient by now: what stands there is that one's. */
function isOthers(
  { live }: Pick<Pass, 'live'>,
  id: PatientId,
  contact: AmoContact,
  holders: ReadonlyMap<ContactId, { readonly patientId: PatientId }>,
): boolean {
  const named = live.patientId(contact);
  const holder = holders.get(contact.id);
  return (named !== null && named !== id) || (holder !== undefined && holder.patientId !== id);
}

/**
 * Where something of the patient may stand. The linked one comes first: what we wrote into it is known only as long as the
 * link is there.
 */
async function contactsOf(
  pass: Pass,
  id: PatientId,
): Promise<{ readonly link: Link | undefined; readonly found: readonly AmoContact[] }> {
  const link = await pass.state.links.ofPatient(id);
  const linked = link === undefined ? null : await readContact(pass, link.contactId);
  const named = await contactsNaming(pass, id);
  return { link, found: [...(linked === null ? [] : [linked]), ...named] };
}

/** To the state, to IDENT or, where both have lost it, to amoCRM. */
async function isKnown(pass: Pass, id: PatientId): Promise<boolean> {
  const { state, ident } = pass;
  if ((await state.forgotten.among([id])).has(id)) return true;
  if ((await state.links.ofPatient(id)) !== undefined) return true;
  if ((await state.rejected.ofPatients([id])).has(id)) return true;
  if ((await state.intents.all()).some(({ patientId }) => patientId === id)) return true;
  if ((await ident.byIds([id])).length > 0) return true;
  await pass.online();
  return (await contactsNaming(pass, id)).length > 0;
}

/** What was sent and not answered may yet arrive, and put back what is cleared: it is waited for. */
async function awaitArrivals(pass: Pass, id: PatientId): Promise<void> {
  const { state, clock } = pass;
  const intents = (await state.intents.all()).filter(({ patientId }) => patientId === id);
  await recover(pass, intents);
  if ((await state.intents.ofPatient(id)) !== undefined)
    throw new SyncError(syncErrors.crmMoving());
  await adoptNotes(pass);
  const late = (await state.intents.late()).find(({ patientId }) => patientId === id);
  if (late !== undefined) {
    // Never longer than a late request can take to show, whatever the wall clock did meanwhile.
    const mostMs = leavesWithinMs + finalAfterMs;
    await clock.sleep(Math.min(late.dueAt - clock.now(), mostMs), pass.signal);
  }
}

/**
 * Clears what is ours in one contact and reads it back.
 *
 * @returns whether there was anything to clear.
 * @throws SyncError FORGET_INCOMPLETE
 */
async function clear(
  pass: Pass,
  id: PatientId,
  contact: AmoContact,
  link: Link | undefined,
): Promise<boolean> {
  if (isOthers(pass, id, contact, await pass.state.links.ofContacts([contact.id]))) return false;
  const subject = nothingOf(pass, id);
  const ours = oursIn(pass, contact, { id, link, desired: await desired(pass, id) });
  const live = pass.live.read(contact);
  const change = compare(subject.hashes, ours, live);
  if (!needsRequest(change)) return false;
  await updateContacts(pass, [{ subject, link: ours, change, as: 'clearing', live }]);
  const after = await readContact(pass, contact.id);
  if (after !== null && needsRequest(compare(subject.hashes, ours, pass.live.read(after)))) {
    throw new SyncError(syncErrors.forgetIncomplete({ id, contacts: [contact.id] }));
  }
  return true;
}

/** A patient of whom amoCRM is to hold nothing: every field and list is empty. */
function nothingOf({ fields }: Pass, id: PatientId): Subject {
  const keys = [...fields.byKey.keys()];
  return subjectOfFields(id, {
    fields: new Map(keys.map((key) => [key, null])),
    hashes: new Map(keys.map((key) => [key, ''])),
    lists: [],
  });
}

/** What IDENT has of the patient now; undefined when it shows no such patient. */
async function desired(pass: Pass, id: PatientId): Promise<ContactHashes | undefined> {
  const [patient] = await pass.ident.byIds([id]);
  return patient && pass.subjects.make(patient).hashes;
}

/**
 * A link that tells what of the contact's content is ours: what amoCRM acknowledged, its own form of it, and, where the
 * link is lost or another contact's, what IDENT has. The IDENT id is nobody's but ours.
 */
function oursIn(
  pass: Pass,
  contact: AmoContact,
  known: { id: PatientId; link: Link | undefined; desired: ContactHashes | undefined },
): Link {
  const { id, link } = known;
  const live = pass.live.read(contact);
  const linked = link?.contactId === contact.id ? link : undefined;
  const isOurs = (key: FieldKey, hash: string) =>
    hash === link?.acknowledged.get(key) ||
    hash === link?.ownForm.get(key) ||
    hash === known.desired?.fields.get(key) ||
    (key === 'patient_id' && live.patientId === id);
  return {
    patientId: id,
    contactId: contact.id,
    status: 'linked',
    acknowledged: new Map([...live.fields].filter(([key, hash]) => isOurs(key, hash))),
    ownForm: listForms(linked?.ownForm ?? new Map()),
    phones: linked?.phones ?? [],
    emails: linked?.emails ?? [],
  };
}
