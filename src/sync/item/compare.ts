import type { FieldKey } from '../../contact/model/table.ts';
import type { Link, OwnedHash } from '../../state/patients/link.ts';
import { alikeForms, formsOfList } from './acknowledged/own-forms.ts';
import type { LiveContact } from './live-contact.ts';
import { defaultPolicies, type Policies } from './policies.ts';
import type { ContactHashes } from './subject.ts';
import type { Change, Item, ListItem, Verdict } from './verdicts.ts';

type Acknowledged = Pick<Link, 'acknowledged' | 'ownForm' | 'phones' | 'emails'>;

const unchanged = undefined;

/** The difference of a patient and its contact; without `live` against what amoCRM acknowledged. */
export function compare(
  desired: ContactHashes,
  link: Acknowledged,
  live: LiveContact | undefined,
  policies: Policies = defaultPolicies,
): Change {
  const verdicts = new Map<Item, Verdict>();
  const judge = (item: Item, verdict: Verdict | undefined) => {
    if (verdict !== undefined) verdicts.set(item, verdict);
  };
  for (const [key, wanted] of desired.fields) {
    judge(key, ofField(key, wanted, link, live, policies));
  }
  const ownForms = new Map(live && formsOfPhones(desired, link, live));
  const held = live && heldLists(live, new Map([...link.ownForm, ...ownForms]), desired);
  const { phones, phonesWhole, emails, emailsWhole } = desired;
  judge('phones', ofList(phones, phonesWhole, link.phones, held?.phones, policies));
  judge('emails', ofList(emails, emailsWhole, link.emails, held?.emails, policies));
  if (live !== undefined && isAlike(desired, link, live)) ownForms.set('name', live.name);
  judge('name', ofName(desired, link, live, policies));
  return { verdicts, ownForms };
}

function ofField(
  key: FieldKey,
  wanted: string,
  link: Acknowledged,
  live: LiveContact | undefined,
  policies: Policies,
): Verdict | undefined {
  const acknowledged = link.acknowledged.get(key) ?? '';
  const own = link.ownForm.get(key);
  const held = live === undefined ? acknowledged : (live.fields.get(key) ?? '');
  if (wanted === held) {
    return wanted === acknowledged ? unchanged : { act: 'learn', hash: wanted };
  }
  if (wanted === acknowledged) {
    // amoCRM's own form of our value: equal.
    if (held === own) return unchanged;
    if (wanted === '') return { act: 'leave', why: 'foreign' };
    // Without its id the contact could not be told to be the patient's: that one is no matter of policy.
    if (policies.fields === 'report' && key !== 'patient_id')
      return { act: 'leave', why: 'edited' };
    return { act: 'write', why: 'drifted', before: [held] };
  }
  const isOurs = held === acknowledged || held === own;
  if (wanted !== '') {
    // An empty field is no entry that is lost, a field made anew is empty everywhere, and what was never written to the
    // contact, as one that was just found, cannot have been changed by somebody since.
    const isTheirs = link.acknowledged.has('patient_id') && held !== '' && !isOurs;
    return { act: 'write', why: isTheirs ? 'changed-both' : 'changed' };
  }
  // We wrote once, somebody wrote over it, and IDENT has nothing now: not ours to clear.
  return isOurs ? { act: 'clear' } : { act: 'learn', hash: '', why: 'foreign' };
}

/**
 * A list of phones or e-mails is written when it lacks one of IDENT's, or still holds one of ours that IDENT dropped; of
 * a list that is not `whole` nothing is known to be dropped.
 */
function ofList(
  desired: readonly string[] | undefined,
  whole: boolean,
  acknowledged: readonly OwnedHash[],
  live: readonly string[] | undefined,
  policies: Policies,
): Verdict | undefined {
  if (desired === undefined) return unchanged;
  const wanted = new Set(desired);
  const known = new Set(acknowledged.map(({ hash }) => hash));
  const isSame = desired.every((hash) => known.has(hash)) && !(whole && wanted.size < known.size);
  const isEmptied = desired.length === 0 && acknowledged.some(({ ours }) => ours);
  const changed: Verdict = isEmptied ? { act: 'clear' } : { act: 'write', why: 'changed' };
  if (live === undefined) return isSame ? unchanged : changed;
  const held = new Set(live);
  const lacks = desired.some((hash) => !held.has(hash));
  if (lacks && isSame) {
    if (policies.fields === 'report') return { act: 'leave', why: 'edited' };
    return { act: 'write', why: 'drifted', before: live };
  }
  const keepsDropped = acknowledged.some(
    ({ hash, ours }) => whole && ours && !wanted.has(hash) && held.has(hash),
  );
  if (lacks || keepsDropped) return changed;
  return isSame ? unchanged : { act: 'learn', hash: '' };
}

/**
 * The name is written when IDENT's changes; one that a person edited since is a matter of policy. So is one that differs
 * where the state does not know what it last wrote (it was lost): it passes for an edited one.
 */
function ofName(
  desired: ContactHashes,
  link: Acknowledged,
  live: LiveContact | undefined,
  policies: Policies,
): Verdict | undefined {
  const acknowledged = link.acknowledged.get('name');
  if (desired.name === '') return unchanged;
  const learn: Verdict | undefined =
    desired.name === acknowledged ? unchanged : { act: 'learn', hash: desired.name };
  const write: Verdict = { act: 'write', why: 'changed' };
  if (live === undefined) return learn && write;
  const sameParts = desired.nameParts !== '' && live.nameParts === desired.nameParts;
  const isOwnForm = desired.name === acknowledged && live.name === link.ownForm.get('name');
  if (live.name === desired.name || sameParts || isOwnForm) return learn;
  if (isAlike(desired, link, live)) return learn;
  if (acknowledged !== undefined && desired.name !== acknowledged) return write;
  if (policies.names === 'repair') return { act: 'write', why: 'drifted', before: [live.name] };
  return learn ? { ...learn, why: 'edited' } : { act: 'leave', why: 'edited' };
}

/** Whether the name differs in its form only, and that is not known yet. */
function isAlike(desired: ContactHashes, link: Acknowledged, live: LiveContact): boolean {
  const acknowledged = link.acknowledged.get('name');
  if (desired.name === '' || live.name === desired.name) return false;
  if (desired.nameParts !== '' && live.nameParts === desired.nameParts) return false;
  // IDENT's change is written, whatever it changes.
  if (desired.name !== (acknowledged ?? desired.name)) return false;
  if (desired.name === acknowledged && live.name === link.ownForm.get('name')) return false;
  const words = desired.nameWords?.();
  return words !== undefined && words !== '' && words === live.nameWords;
}

/** Forms of IDENT's phones that are the same by their digits, and were not known. */
function formsOfPhones(
  { phones, phonesAlike }: Pick<ContactHashes, 'phones' | 'phonesAlike'>,
  { ownForm }: Pick<Link, 'ownForm'>,
  live: LiveContact,
): ReadonlyMap<string, string> {
  if (phones === undefined || phonesAlike === undefined) return new Map();
  const wanted = { hashes: phones, alike: phonesAlike };
  return alikeForms('phones', wanted, {
    hashes: heldLists(live, ownForm, { phones }).phones,
    alike: live.phonesAlike,
  });
}

/** The lists with what is a form of ours under our hash. */
export function heldLists(
  { phones, emails }: Pick<LiveContact, ListItem>,
  ownForm: ReadonlyMap<string, string>,
  own: Partial<Pick<ContactHashes, ListItem>> = {},
): Pick<LiveContact, ListItem> {
  if (ownForm.size === 0) return { phones, emails };
  const ofPhones = formsOfList(ownForm, 'phones', own.phones);
  const ofEmails = formsOfList(ownForm, 'emails', own.emails);
  return {
    phones: phones.map((hash) => ofPhones.get(hash) ?? hash),
    emails: emails.map((hash) => ofEmails.get(hash) ?? hash),
  };
}
