import { UnreadableFieldError } from '../../amocrm/errors/errors.ts';
import type { AmoContact, ContactId, ContactPatch } from '../../amocrm/model/model.ts';
import type { GuardedChange } from '../../state/patients/guarded-changes.ts';
import type { Link } from '../../state/patients/link.ts';
import { readContact } from '../crm/read-contact.ts';
import { isOnlyFound } from '../guard/guarded-parts.ts';
import { type KeptLists, recordLink, updatedLink } from '../item/acknowledged/acknowledge.ts';
import { compare } from '../item/compare.ts';
import { composeUpdate } from '../item/compose.ts';
import { consentFirst, invites } from '../item/consent-first.ts';
import type { LiveContact } from '../item/live-contact.ts';
import type { Subject } from '../item/subject.ts';
import { type Change, clearedItems, isList, writtenItems } from '../item/verdicts.ts';
import type { Pass } from '../pass/pass-context.ts';
import { problemSubject, reject } from './rejections.ts';

/** An update to be made: what is wanted, the link as it is, and what differs. */
export interface Update {
  readonly subject: Subject;
  readonly link: Link;
  readonly change: Change;
  /**
   * What the pass counts it as; a `removal` marks a patient that vanished from IDENT, a `clearing` empties a field that
   * a full read has just shown to be ours.
   */
  readonly as: 'update' | 'adoption' | 'removal' | 'clearing';
  /** What the contact holds now, where the change is one against that, not only against what was acknowledged. */
  readonly live?: LiveContact | undefined;
}

/** An update as it goes out. */
export interface Prepared extends Update {
  readonly patch: ContactPatch;
  readonly lists: KeptLists;
  /** What of it the guard counts. */
  readonly guarded: readonly GuardedChange[];
}

/**
 * Composes the requests; what needs none is acknowledged at once. All readings are over when it ends, also when one of
 * them fails: nothing may be under way behind a pass's back.
 */
export async function prepareAll(
  pass: Pass,
  updates: readonly Update[],
): Promise<readonly Prepared[]> {
  const ids = updates.filter((update) => needsReading(update)).map(({ link }) => link.contactId);
  const read = (await pass.current?.of(ids)) ?? new Map<ContactId, AmoContact>();
  const outcomes = await Promise.allSettled(updates.map((update) => prepare(pass, update, read)));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return outcomes
    .map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : null))
    .filter((update) => update !== null);
}

/** Lists that are replaced and fields that are cleared: only by what stands there now. */
function needsReading({ link, change, as, live }: Update): boolean {
  const replaces = writtenItems(change).some(isList);
  const clears = clearedItems(change).length > 0 && as !== 'clearing';
  // A contact that was only found: nobody knows what is ours in it.
  const unknown = isOnlyFound(link) && live === undefined;
  // A person may have taken the consent back in amoCRM, by policy or again and again, and is not overruled there.
  const asks = invites(change) && live === undefined;
  return replaces || clears || unknown || asks;
}

/** Composes the request; reads the contact first where that is needed. */
async function prepare(
  pass: Pass,
  update: Update,
  read: ReadonlyMap<ContactId, AmoContact>,
): Promise<Prepared | null> {
  const { subject, link } = update;
  let { change, live } = update;
  let current = null;
  if (needsReading(update)) {
    current = read.get(link.contactId) ?? (await readContact(pass, link.contactId));
    if (current === null) {
      await missing(pass, link);
      return null;
    }
    // Only what we wrote is cleared (I3): seen against what stands there now.
    live = pass.live.read(current);
    const yielding = await pass.truce.yielding();
    change = yielding(subject.id, compare(subject.hashes, link, live, pass.policies));
  }
  const admitted = pass.ledger.admitted({ subject, link, change, live });
  // Values that were read anew since they were counted (I9).
  if (admitted.isLate) pass.counts.deferred += 1;
  change = consentFirst(admitted.change, change);
  const composed = await compose(pass, update, change, current);
  if (composed === null) return null;
  const { patch, lists } = composed;
  if (patch === null) {
    const next = after({ ...update, change, lists });
    await pass.ledger.write(async (tx) => {
      await recordLink(tx, next, subject.hashes.phones);
      if (update.as === 'removal') await pass.ledger.note(tx, [removalOf(link)]);
    });
    if (update.as === 'adoption') adopted(pass, link);
    else if (update.as === 'removal') removed(pass, { ...update, change, live });
    else pass.counts.acknowledged += 1;
    return null;
  }
  return { ...update, change, live, patch, lists, guarded: admitted.guarded };
}

/** @returns null: what stands there cannot be read, so that it cannot be kept, and the row is rejected. */
async function compose(
  pass: Pass,
  { subject, link }: Update,
  change: Change,
  current: AmoContact | null,
): Promise<ReturnType<typeof composeUpdate> | null> {
  try {
    return composeUpdate(subject, link, change, current, pass);
  } catch (error) {
    if (!(error instanceof UnreadableFieldError)) throw error;
    const code = 'ListUnreadable';
    const item = problemSubject(pass, { code, fieldId: error.fieldId, path: '' });
    await reject(pass, subject, { code, subject: item });
    return null;
  }
}

/** The link once amoCRM has acknowledged the update. */
export function after({
  subject,
  link,
  change,
  lists,
  as,
}: Omit<Prepared, 'patch' | 'guarded'>): Link {
  const next = updatedLink(link, subject, change, lists);
  if (as === 'removal') return { ...next, status: 'removed' };
  // It says nothing about the patient: a removed one stays removed.
  return as === 'clearing' ? { ...next, status: link.status } : next;
}

/** A contact that was there before is the patient's now. */
export function adopted(pass: Pass, { patientId, contactId }: Link): void {
  pass.counts.adopted += 1;
  pass.found({ kind: 'adopted', patientId, contactId });
}

/** A patient vanished; the contact says so, unless its status is switched off or left to somebody. */
export function removed(pass: Pass, update: Pick<Update, 'link' | 'subject' | 'change' | 'live'>) {
  const { link, subject, change, live } = update;
  const { patientId, contactId } = link;
  pass.counts.removed += 1;
  const status = subject.hashes.fields.get('status');
  if (status === undefined) return;
  const isSaid = writtenItems(change).includes('status') || live?.fields.get('status') === status;
  if (isSaid) pass.found({ kind: 'removed', patientId, contactId });
}

/** What the guard counts of it. */
export const removalOf = ({ patientId }: Link): GuardedChange => ({ kind: 'removed', patientId });

/**
 * amoCRM does not answer the contact. If it is gone, somebody may have meant it: it is reported, not made anew (policy).
 * One that is too new to be shown everywhere is left to the next pass.
 *
 * @returns whether it is gone.
 */
export async function missing(pass: Pass, link: Link): Promise<boolean> {
  if ((await pass.missingProof.of([link])).length === 0) {
    pass.counts.deferred += 1;
    return false;
  }
  await pass.state.links.setStatus(link.patientId, 'missing');
  pass.counts.missing += 1;
  pass.found({ kind: 'missing', patientId: link.patientId, contactId: link.contactId });
  return true;
}
