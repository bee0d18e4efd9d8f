import type { SentHashes } from '../../state/patients/intents.ts';
import type { LiveContact } from '../item/live-contact.ts';
import { agreement, isNobodyOf } from './agreement.ts';

/**
 * Whether a contact that names the patient of a create of ours, and is new enough to be what it made, is another's all
 * the same: another installation's, of another database. Nothing of what we sent stands there.
 */
export function isAnothers({ person }: Pick<SentHashes, 'person'>, live: LiveContact): boolean {
  if (person === undefined) return false;
  return isNobodyOf(agreement(person, live.person), { compared: 1 });
}
