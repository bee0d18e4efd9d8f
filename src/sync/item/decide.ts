import { asContact, type ContactEvidence } from '../../contact/person/person-evidence.ts';
import type { Link } from '../../state/patients/link.ts';
import type { RejectedRow } from '../../state/patients/rejected.ts';
import { agreement, isAnother } from '../identity/agreement.ts';
import { identityChanged, isHeld } from '../identity/held/held.ts';
import { compare } from './compare.ts';
import type { LiveContact } from './live-contact.ts';
import type { Policies } from './policies.ts';
import type { Subject } from './subject.ts';
import { type Change, needsRequest } from './verdicts.ts';

export type Decision =
  | { readonly action: 'waiting' | 'missing' | 'new' | 're-create' | 'identity-changed' }
  /** `update` needs a request, `acknowledge` only moves hashes; what is `unchanged` may still be worth a report. */
  | { readonly action: 'update' | 'acknowledge' | 'unchanged'; readonly change: Change };

interface Known {
  readonly link: Link | undefined;
  readonly rejected: RejectedRow | undefined;
  /** A person decided that the contact is not this patient's, and no pass has carried it out. */
  readonly separating?: boolean;
  /** The contact as a full read saw it; absent in an incremental pass. */
  readonly live: LiveContact | undefined;
  /** A deep pass tries rejected rows again. */
  readonly retryRejected: boolean;
  /** The contact is proved gone, and a person decided that it be made anew (policy). */
  readonly reCreate: boolean;
  readonly policies: Policies;
  /** Leaves to others what they change again and again. */
  readonly yielding?: (change: Change) => Change;
  /** Whom the contact shows, where the link does not tell whom it carries. */
  readonly shown?: ContactEvidence | undefined;
  /** Phones that tell nobody from another: too many have them. */
  readonly commonPhones?: ReadonlySet<string>;
}

/** What is to be done for a patient: pure, the same for a plan and for the pass that applies it. */
export function decide(subject: Subject, known: Known): Decision {
  const { link, live, rejected } = known;
  // Whatever IDENT says now, a person decides, and what was decided is carried out before a pass looks at anybody.
  if (rejected !== undefined && (known.separating || isUndecided(rejected)))
    return { action: 'waiting' };
  if (rejected !== undefined && rejected.fingerprint !== '') {
    const same = rejected.fingerprint === subject.fingerprint;
    // Nothing changed since it was rejected.
    if (same && (!known.retryRejected || isHeld(rejected))) return { action: 'waiting' };
  }
  if (link === undefined) return { action: 'new' };
  if (link.status === 'missing' && live === undefined) {
    return { action: known.reCreate ? 're-create' : 'missing' };
  }
  const confirmed = rejected?.code === identityChanged && rejected.fingerprint === '';
  if (!confirmed && isAnotherPerson(subject, known)) return { action: 'identity-changed' };
  const compared = compare(subject.hashes, link, live, known.policies);
  const change = known.yielding?.(compared) ?? compared;
  if (needsRequest(change)) return { action: 'update', change };
  const revived = link.status !== 'linked';
  const learns =
    change.ownForms.size > 0 || [...change.verdicts.values()].some(({ act }) => act === 'learn');
  return { action: revived || learns ? 'acknowledge' : 'unchanged', change };
}

/** Held, and not for a change of identity, which ends when IDENT says again what it said before. */
const isUndecided = (row: RejectedRow): boolean => isHeld(row) && row.code !== identityChanged;

/**
 * Another person under an old id, as after a restore of IDENT from a backup: nothing of what IDENT said of the patient
 * before is so any more. A cell that was only filled in, or emptied, differs in nothing: the everyday case is a card that
 * is completed.
 */
function isAnotherPerson({ person }: Subject, { link, shown, commonPhones }: Known): boolean {
  const before = link?.person === undefined ? shown : asContact(link.person);
  if (person === undefined || before === undefined) return false;
  return isAnother(agreement(person, before, commonPhones));
}
