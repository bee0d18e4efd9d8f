import type { PatientId } from '../../contact/model/patient-key.ts';
import type { LateUpdate, UpdateNote } from '../../state/patients/intents.ts';
import type { Link, OwnedHash } from '../../state/patients/link.ts';
import { finalAfterMs, leavesWithinMs } from '../creates/absence/timing.ts';
import { readContact } from '../crm/read-contact.ts';
import type { LiveContact } from '../item/live-contact.ts';
import { isList, writtenItems } from '../item/verdicts.ts';
import type { Pass } from '../pass/pass-context.ts';
import type { Prepared } from './prepare-update.ts';

/** What an update may put into its contact. */
export function updateNote({ subject, link, change, lists }: Prepared): UpdateNote {
  const { hashes } = subject;
  const sent = new Map<string, readonly string[]>();
  const ours = (list: readonly OwnedHash[]) =>
    list.filter((one) => one.ours).map((one) => one.hash);
  for (const item of writtenItems(change)) {
    if (isList(item)) sent.set(item, ours(lists[item] ?? []));
    // Both: the account may compose the full name in its own order.
    else if (item === 'name') sent.set(item, [hashes.name, hashes.nameParts].filter(Boolean));
    else sent.set(item, [hashes.fields.get(item) ?? '']);
  }
  return { patientId: subject.id, contactId: link.contactId, sent };
}

/** One of unknown outcome, whose request is over. */
export const lateUpdate = (update: Prepared, now: number): LateUpdate => ({
  ...updateNote(update),
  dueAt: now + finalAfterMs,
});

/**
 * For whoever has just taken the pass over: what another one had noted and not answered for may arrive as long as if it
 * left now, and by this clock, since the other one's may be hours apart.
 */
export async function adoptNotes({ state, clock, log }: Pass): Promise<void> {
  // Only whoever holds the pass lock writes any: what there is none of now comes from nobody else.
  if (!state.isShared || !(await state.intents.hasNotes())) return;
  const count = await state.transaction((tx) =>
    tx.intents.adoptNotes(clock.now() + leavesWithinMs + finalAfterMs),
  );
  if (count > 0) log.warn({ count }, 'updates of a pass that was cut off are read back');
}

/**
 * Reads back updates whose outcome was unknown, once nothing of them can arrive any more. Where amoCRM holds what one of
 * them carried, and not what was acknowledged, it counts as acknowledged from now, so that the next plan writes it again.
 *
 * @returns the patients to plan again.
 */
export async function readBackUpdates(
  pass: Pass,
  updates: readonly LateUpdate[],
): Promise<readonly PatientId[]> {
  const again: PatientId[] = [];
  const { clock } = pass;
  const [begun, now] = [clock.monotonic(), clock.now()];
  for (const late of updates) {
    // All of them wait together, and none longer than a late request can take to show, whatever the wall clock did.
    const wait = Math.min(late.dueAt - now, leavesWithinMs + finalAfterMs);
    await clock.sleep(begun + wait - clock.monotonic(), pass.signal);
    const contact = await readContact(pass, late.contactId);
    const link = await pass.state.links.ofPatient(late.patientId);
    if (contact === null || link === undefined || link.contactId !== late.contactId) {
      await pass.state.intents.removeLate(late.patientId);
      continue;
    }
    const held = arrived(link, late, pass.live.read(contact));
    await pass.state.transaction(async (tx) => {
      await tx.links.save(held);
      await tx.intents.removeLate(late.patientId);
    });
    again.push(late.patientId);
  }
  return again;
}

/** The link as the contact shows it, as far as the late request may have touched it. */
function arrived(link: Link, late: LateUpdate, live: LiveContact): Link {
  const acknowledged = new Map(link.acknowledged);
  const lists = { phones: link.phones, emails: link.emails };
  for (const [item, hashes] of late.sent) {
    if (item === 'phones' || item === 'emails')
      lists[item] = listArrived(link[item], hashes, live[item]);
    else if (item === 'name') {
      // Another name than the one that was sent is a person's.
      const old = hashes.includes(live.name) || hashes.includes(live.nameParts);
      if (old) acknowledged.set('name', live.name);
    } else {
      const held = [...live.fields].find(([key]) => key === item)?.[1] ?? '';
      const known = link.acknowledged.get(item) ?? '';
      if (held === known || held === link.ownForm.get(item)) continue;
      // What no request of ours carried is somebody's: it never counts as ours, or it could be emptied as such.
      if (!hashes.includes(held)) continue;
      if (held === '') acknowledged.delete(item);
      else acknowledged.set(item, held);
    }
  }
  return { ...link, ...lists, acknowledged };
}

/** Entries that are there no more are to be appended again; ours that came back are to be taken out again. */
function listArrived(
  known: readonly OwnedHash[],
  sent: readonly string[],
  live: readonly string[],
): readonly OwnedHash[] {
  const held = new Set(live);
  const there = known.filter(({ hash }) => held.has(hash));
  const has = new Set(there.map(({ hash }) => hash));
  const back = sent.filter((hash) => held.has(hash) && !has.has(hash));
  return [...there, ...back.map((hash) => ({ hash, ours: true }))];
}
