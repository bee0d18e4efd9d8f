import { chunks } from '../../chunks.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { Repositories } from '../../state/open-state.ts';
import { refuseForeignBranches } from '../branches/foreign-branches.ts';
import type { CrmSnapshot } from '../crm/crm-snapshot.ts';
import { readContact } from '../crm/read-contact.ts';
import { isAnothers } from '../identity/agreement.ts';
import { type Candidate, candidatesAmong } from '../identity/candidates.ts';
import { best, type Found, FoundById } from '../identity/found-by-id.ts';
import { hold, tellHeld } from '../identity/held/hold.ts';
import {
  createdLink,
  createdWhole,
  foundLink,
  recordLink,
  recordLinks,
} from '../item/acknowledged/acknowledge.ts';
import type { LiveContact } from '../item/live-contact.ts';
import type { Pass } from '../pass/pass-context.ts';
import { PassRestart } from '../pass/pass-restart.ts';

/**
 * Contacts that name a patient whom no link knows, whoever made them: the state was lost or restored, or another
 * installation is at work. They become that patient's if the person agrees (I3), else the patient is held. Nothing is
 * written to amoCRM. Of a patient whom IDENT does not show the link is an `orphan`: it is judged when the patient turns
 * up. A patient whose contact is about to be made anew, or was when the process died, is linked to what carries it.
 *
 * @returns the patients that were linked.
 * @throws GuardError IDENTITY_DISAGREES; PassRestart in an incremental pass, which leaves the judgement to a deep one.
 */
export async function linkFound(
  pass: Pass,
  contacts: readonly LiveContact[],
): Promise<readonly PatientId[]> {
  const linked: PatientId[] = [];
  const toJudge = await linkKnown(pass, contacts, linked);
  if (toJudge.length === 0) return linked;
  if (pass.onForeignContacts === 'deep-pass') throw new PassRestart('foreign-contacts');
  await using found = await FoundById.open(pass);
  for (const some of chunks(toJudge, 250)) await found.add(some);
  linked.push(...(await judgeAndLink(pass, found, null)));
  return linked;
}

/** Links what is known to be ours, and leaves out what is another's. @returns those that are to be judged. */
async function linkKnown(
  pass: Pass,
  contacts: readonly LiveContact[],
  linked: PatientId[],
): Promise<readonly LiveContact[]> {
  const toJudge: LiveContact[] = [];
  for (const candidate of await candidatesAmong(pass, contacts)) {
    if (candidate.as === 'found') {
      toJudge.push(candidate.live);
      continue;
    }
    const kind = await pass.state.transaction((tx) => linkOurs(pass, tx, candidate));
    if (kind === null) continue;
    const { patientId } = candidate;
    pass.reCreating.delete(patientId);
    pass.found({ kind, patientId, contactId: candidate.live.contactId });
    linked.push(patientId);
    pass.counts.relinked += 1;
  }
  return toJudge;
}

async function linkOurs(
  pass: Pass,
  tx: Repositories,
  candidate: Candidate,
): Promise<'relinked' | null> {
  const { patientId, live, intent } = candidate;
  // The contact that was gone a moment ago is there again.
  if (intent === undefined) await tx.links.setStatus(patientId, 'linked');
  else if (isAnothers(intent.sent, live)) {
    const { phones } = intent.sent;
    await hold(pass, { patientId, contactId: live.contactId, phones }, tx);
    tellHeld(pass, patientId);
    return null;
  } else {
    const link = createdLink(patientId, live.contactId, intent.sent);
    await recordLinks(tx, [{ link, written: createdWhole }]);
  }
  return 'relinked';
}

/** Judges all that were found, then links those that agree and holds the others. */
async function judgeAndLink(
  pass: Pass,
  found: FoundById,
  snapshot: CrmSnapshot | null,
): Promise<readonly PatientId[]> {
  await found.judge(snapshot);
  if (snapshot !== null) await refuseForeignBranches(pass, found);
  for await (const page of found.pages()) {
    for (const one of await undecided(pass, page)) {
      if (one.judgement === 'agrees') pass.identity.agrees(one.patientId);
      if (one.judgement === 'disagrees') pass.identity.disagrees(one.patientId);
    }
  }
  pass.identity.check();
  await countMerged(pass, found);
  const linked: PatientId[] = [];
  for await (const page of found.pages()) {
    for (const one of await undecided(pass, page)) {
      if (await linkJudged(pass, one)) linked.push(one.patientId);
    }
    await pass.spill();
  }
  return linked;
}

/** Those among them whose contact was found missing before, and who are about to follow it to another one. */
async function countMerged(pass: Pass, found: FoundById): Promise<void> {
  const { links } = pass.state;
  if (pass.policies.merged === 'report' || (await links.count('missing')) === 0) return;
  const merged: PatientId[] = [];
  for await (const page of found.pages()) {
    const known = await links.ofPatients(page.map(({ patientId }) => patientId));
    for (const one of await undecided(pass, page)) {
      const isMissing = known.get(one.patientId)?.status === 'missing';
      if (isMissing && !isHeldBack(pass, one)) merged.push(one.patientId);
    }
  }
  await pass.relinks.count(merged);
}

/** It may be another person, or nothing tells. */
const isHeldBack = ({ identity }: Pass, { judgement, patientId }: Found): boolean =>
  judgement === 'disagrees' || (judgement === 'unknown' && !identity.vouchFor(patientId));

/** One contact of each patient; who is held, or an orphan, stays so as long as nothing says otherwise. */
async function undecided({ state }: Pass, page: readonly Found[]): Promise<readonly Found[]> {
  const ofPatients = Map.groupBy(page, ({ patientId }) => patientId);
  const ids = [...ofPatients.keys()];
  const holds = await state.holds.ofPatients(ids);
  const links = await state.links.ofPatients(ids);
  return [...ofPatients.values()]
    .flatMap((ofOne) => best(ofOne) ?? [])
    .filter(({ patientId, judgement }) => {
      if (holds.has(patientId)) return judgement === 'agrees';
      return links.get(patientId)?.status !== 'orphan' || judgement !== 'stranger';
    });
}

/** Links what agrees, and holds the others. @returns whether it was linked. */
export async function linkJudged(pass: Pass, one: Found): Promise<boolean> {
  const { patientId, patient, live } = one;
  const { contactId } = live;
  if (pass.relinks.waits(patientId)) return false;
  if (isHeldBack(pass, one)) {
    const { fingerprint, phones = [] } = patient ?? {};
    await pass.state.transaction((tx) =>
      hold(pass, { patientId, contactId, fingerprint, phones }, tx),
    );
    tellHeld(pass, patientId);
    return false;
  }
  // People of this database agree with what is there: a state that belongs to none becomes its with them.
  const write = patient === null ? pass.state.transaction : pass.ledger.write.bind(pass.ledger);
  const kind = await write((tx) => linkOne(pass, tx, one));
  pass.reCreating.delete(patientId);
  pass.found({ kind, patientId, contactId });
  if (kind === 'merged-left') return false;
  pass.counts.relinked += 1;
  return true;
}

async function linkOne(
  pass: Pass,
  tx: Repositories,
  { patientId, live, patient }: Found,
): Promise<'relinked' | 'merged' | 'merged-left'> {
  const link = await tx.links.ofPatient(patientId);
  // A contact that names the patient of one that is gone: as a rule they were merged.
  if (link?.status === 'missing') {
    if (pass.policies.merged === 'report') {
      await tx.links.setStatus(patientId, 'missing');
      return 'merged-left';
    }
    // Compared with what was acknowledged of the one that is gone, its values are repaired where they differ.
    await tx.links.save({ ...link, status: 'linked', contactId: live.contactId });
    await pass.relinks.note(tx, patientId);
    return 'merged';
  }
  const status = patient === null ? 'orphan' : 'linked';
  const made = foundLink(live, patientId, { status, origin: 'found', person: patient?.person });
  await recordLink(tx, made, patient?.phones);
  return 'relinked';
}

/** {@link linkFound} for what a full read saw of these patients. */
export async function linkCarrying(
  pass: Pass,
  snapshot: CrmSnapshot,
  patients: readonly PatientId[],
): Promise<void> {
  for (const some of chunks(patients, 250)) {
    const carrying = await snapshot.carrying(some);
    await linkFound(pass, [...carrying.values()].flat());
  }
}

/** {@link linkFound} for everything that a full read saw, and for orphans whose patients IDENT shows by now. */
export async function linkSnapshot(pass: Pass, snapshot: CrmSnapshot): Promise<number> {
  const mayJudge = pass.onForeignContacts !== 'deep-pass';
  await using found = await FoundById.open(pass);
  const linked: PatientId[] = [];
  for await (const contacts of snapshot.unjudged()) {
    const toJudge = await linkKnown(pass, contacts, linked);
    if (toJudge.length > 0 && !mayJudge) throw new PassRestart('foreign-contacts');
    await found.add(toJudge);
    await pass.spill();
  }
  if (mayJudge) linked.push(...(await judgeAndLink(pass, found, snapshot)));
  return linked.length;
}

/** Orphans among these patients, whom IDENT shows by now: an incremental pass judges them before it looks at them. */
export async function linkOrphans(pass: Pass, ids: readonly PatientId[]): Promise<void> {
  const contacts: LiveContact[] = [];
  for (const some of chunks(ids, 500)) {
    const links = await pass.state.links.ofPatients(some);
    for (const { patientId, contactId, status } of links.values()) {
      if (status !== 'orphan') continue;
      pass.signal?.throwIfAborted();
      await pass.online();
      const contact = await readContact(pass, contactId);
      // Gone, or it names somebody else by now: nothing is known of the patient.
      if (contact === null || pass.live.patientId(contact) !== patientId)
        await pass.state.links.remove(patientId);
      else contacts.push(pass.live.read(contact));
    }
  }
  if (contacts.length === 0) return;
  await using found = await FoundById.open(pass);
  for (const some of chunks(contacts, 250)) await found.add(some);
  await judgeAndLink(pass, found, null);
}
