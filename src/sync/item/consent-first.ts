import type { FieldKey } from '../../contact/model/table.ts';
import { type Change, isWritten, without } from './verdicts.ts';

const consent: FieldKey = 'mailing_consent';
const recall: FieldKey = 'recall_on';

const writes = ({ verdicts }: Change, item: FieldKey): boolean => isWritten(verdicts.get(item));

/** Whether a change invites somebody: sets the day or moves it. */
export const invites = ({ verdicts }: Change): boolean => verdicts.get(recall)?.act === 'write';

/**
 * Nobody is invited by halves: where the consent is not written with it, because it is left to a person or waits for the
 * guard, the day of the invitation waits too. To take it away needs no consent.
 *
 * @param wanted the change before anything of it was held back.
 */
export function consentFirst(change: Change, wanted: Change = change): Change {
  if (!invites(change)) return change;
  const isLeft = change.verdicts.get(consent)?.act === 'leave';
  const isHeldBack = writes(wanted, consent) && !writes(change, consent);
  return isLeft || isHeldBack ? without(change, new Set([recall])) : change;
}

/**
 * What goes into a request besides what changed: whoever reads the day reads the consent in the same message. One that is
 * left to a person is not touched.
 */
export function besides(change: Change, has: (key: FieldKey) => boolean): readonly FieldKey[] {
  if (!writes(change, recall) || writes(change, consent) || !has(consent)) return [];
  const verdict = change.verdicts.get(consent);
  const isTheirs =
    verdict?.act === 'leave' || (verdict?.act === 'learn' && verdict.why !== undefined);
  return isTheirs ? [] : [consent];
}
