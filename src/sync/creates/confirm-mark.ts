import type { AmoContact, ContactId } from '../../amocrm/model/model.ts';
import type { PatientId } from '../../contact/model/patient-key.ts';
import type { Repositories } from '../../state/open-state.ts';
import { readContact } from '../crm/read-contact.ts';
import type { Pass } from '../pass/pass-context.ts';
import { isFar } from './absence/marks.ts';

/** What was known of ids when creates were declared. */
export interface KnownIds {
  /** Every contact that was known had an id at or below it. */
  readonly mark: ContactId;
  /** The far one among ours that is not believed yet; 0: there is none. */
  readonly far: number;
}

export async function knownIds({ meta }: Pick<Repositories, 'meta'>): Promise<KnownIds> {
  // In this order: it becomes the mark in the transaction that clears it, which may come between the two.
  const far = (await meta.get('farContactId')) ?? 0;
  const mark = (await meta.get('highestContactId')) ?? 0;
  // The highest that a reading or an answer named.
  return { mark: mark as ContactId, far };
}

/** Whether an id needs more than the word of an answer. */
export const isDoubtful = (id: number, { mark, far }: KnownIds): boolean =>
  isFar(id, Math.max(mark, far));

/**
 * Whether a new contact's id may be believed: one far above all others only when the contact, read by that id, names the
 * patient. It is remembered then, and no mark yet: others may go on where they were.
 */
export async function confirmMark(
  pass: Pass,
  patientId: PatientId,
  contactId: ContactId,
): Promise<boolean> {
  const known = await knownIds(pass.state);
  if (!isDoubtful(contactId, known)) return true;
  let contact: AmoContact | null;
  try {
    contact = await readContact(pass, contactId);
  } catch {
    // Nobody can ask now, after a stop or without a token: it is linked as the answer says, and raises no mark.
    return true;
  }
  if (contact === null || pass.live.patientId(contact) !== patientId) return false;
  if (known.far === 0) await pass.state.meta.set('farContactId', contactId);
  return true;
}

/**
 * What new contacts say of the far one: where those that were declared after it lie above it, ids grow from there on and it
 * is the mark; else it stands alone. Where nothing at all was seen before, one that is not far from it is enough.
 */
export async function judgeFar(
  tx: Pick<Repositories, 'meta'>,
  declared: KnownIds,
  ids: readonly ContactId[],
): Promise<void> {
  const { mark, far } = await knownIds(tx);
  const others = ids.filter((id) => id !== far);
  if (far === 0 || others.length === 0) return;
  if (mark > 0 && declared.far !== far) return;
  const goesOn = mark > 0 ? others.every((id) => id > far) : others.some((id) => !isFar(far, id));
  if (goesOn) await tx.meta.raiseHighestContactId(far);
  await tx.meta.clear('farContactId');
}
