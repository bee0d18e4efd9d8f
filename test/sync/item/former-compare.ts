import type { FieldKey } from '../../../src/contact/model/table.ts';
import type { Link, OwnedHash } from '../../../src/state/patients/links.ts';
import type { LiveContact } from '../../../src/sync/item/live-contact.ts';
import { alikeForms, formsOfList } from '../../../src/sync/item/own-forms.ts';
import { defaultPolicies, type Policies } from '../../../src/sync/item/policies.ts';
import type { ContactHashes } from '../../../src/sync/item/subject.ts';

/*
 * How a patient and its contact were compared before items had verdicts: the oracle of what compares them now.
 */

/** What differs between a patient and the contact that carries it; only keys and hashes. */
export interface FormerChange {
  /** To be written, because IDENT's value is another than what amoCRM acknowledged, or holds. */
  readonly set: readonly FieldKey[];
  /** To be emptied: IDENT has nothing any more, and what stands there is ours. */
  readonly clear: readonly FieldKey[];
  readonly name: boolean;
  readonly phones: boolean;
  readonly emails: boolean;
  /** Lists that IDENT emptied: ours are taken out, and none takes their place. */
  readonly emptied: readonly ListItem[];
  /** Acknowledged without a write: amoCRM holds IDENT's value already, or a value that is not ours to clear. */
  readonly learnt: ReadonlyMap<string, string>;
  /** Fields among `set` that IDENT did not change: somebody did in amoCRM. */
  readonly drifted: readonly FieldKey[];
  /** Lists to be written from which somebody took IDENT's entries. */
  readonly driftedLists: readonly ListItem[];
  /** Like `drifted`, but left as they are (policy: reported). */
  readonly edited: readonly (FieldKey | ListItem)[];
  /** Fields among `set` that IDENT changed, and somebody in amoCRM too: IDENT's value goes over theirs. */
  readonly changedBoth: readonly FieldKey[];
  /** Where a value stands that is not ours and IDENT has none: it stays. */
  readonly foreign: readonly FieldKey[];
  /** Items that stand there in amoCRM's own form, seen now for the first time, and the form's hash. */
  readonly ownForms: ReadonlyMap<string, string>;
  /** What stood in place of what somebody changed and is written again, item by item: a read back tells by it. */
  readonly replaced: ReadonlyMap<string, readonly string[]>;
  /** The name was edited in amoCRM and stays (policy: reported). */
  readonly nameEdited: boolean;
  /** The name was edited in amoCRM and IDENT's is written again (policy: repaired). */
  readonly nameRestored: boolean;
}

type ListItem = 'phones' | 'emails';

/** The difference of a patient and its contact; without `live` against what amoCRM acknowledged. */
export function formerCompare(
  desired: ContactHashes,
  link: Pick<Link, 'acknowledged' | 'ownForm' | 'phones' | 'emails'>,
  live: LiveContact | undefined,
  policies: Policies = defaultPolicies,
): FormerChange {
  const set: FieldKey[] = [];
  const clear: FieldKey[] = [];
  const drifted: FieldKey[] = [];
  const edited: (FieldKey | ListItem)[] = [];
  const changedBoth: FieldKey[] = [];
  const foreign: FieldKey[] = [];
  // What was never written to the contact, as one that was just found, cannot have been changed by somebody since.
  const written = link.acknowledged.has('patient_id');
  const learnt = new Map<string, string>();
  for (const [key, wanted] of desired.fields) {
    const acknowledged = link.acknowledged.get(key) ?? '';
    const own = link.ownForm.get(key);
    const held = live === undefined ? acknowledged : (live.fields.get(key) ?? '');
    if (wanted === held) {
      if (wanted !== acknowledged) learnt.set(key, wanted);
    } else if (wanted === acknowledged && held === own) {
      // amoCRM's own form of our value: equal.
    } else if (wanted !== '') {
      // Without its id the contact could not be told to be the patient's: that one is no matter of policy.
      const left = wanted === acknowledged && policies.fields === 'report' && key !== 'patient_id';
      if (left) edited.push(key);
      else set.push(key);
      if (wanted === acknowledged && !left) drifted.push(key);
      // An empty field is no entry that is lost; and a field made anew is empty everywhere.
      else if (!left && written && held !== '' && held !== acknowledged && held !== own) {
        changedBoth.push(key);
      }
    } else if (acknowledged === '') {
      foreign.push(key);
    } else if (held === acknowledged || held === own) {
      clear.push(key);
    } else {
      // We wrote once, somebody wrote over it, and IDENT has nothing now: not ours to clear.
      foreign.push(key);
      learnt.set(key, '');
    }
  }
  const ownForms = new Map(live && formsOfPhones(desired, link, live));
  const held = live && heldLists(live, new Map([...link.ownForm, ...ownForms]), desired);
  const phones = listChange(desired.phones, link.phones, held?.phones, desired.phonesWhole);
  const emails = listChange(desired.emails, link.emails, held?.emails, desired.emailsWhole);
  if (phones === 'learnt' && desired.phones) learnt.set('phones', '');
  if (emails === 'learnt' && desired.emails) learnt.set('emails', '');
  const lists = [['phones', phones] as const, ['emails', emails] as const];
  const robbed = lists.flatMap(([list, found]) => (found === 'drifted' ? [list] : []));
  const keepsLists = policies.fields === 'repair';
  if (!keepsLists) edited.push(...robbed);
  const name = nameChange(desired, link, live);
  const restores = policies.names === 'repair' && (name === 'edited' || name === 'unsure');
  if (name === 'learnt' || (name === 'unsure' && !restores)) learnt.set('name', desired.name);
  if (name === 'alike') {
    if (desired.name !== link.acknowledged.get('name')) learnt.set('name', desired.name);
    if (live !== undefined) ownForms.set('name', live.name);
  }
  const replaced = new Map<string, readonly string[]>();
  if (live !== undefined) {
    for (const key of drifted) replaced.set(key, [live.fields.get(key) ?? '']);
    if (restores) replaced.set('name', [live.name]);
    for (const list of keepsLists ? robbed : []) replaced.set(list, held?.[list] ?? []);
  }
  return {
    set,
    clear,
    name: name === 'write' || restores,
    phones: phones === 'write' || (phones === 'drifted' && keepsLists),
    emails: emails === 'write' || (emails === 'drifted' && keepsLists),
    emptied: [
      ...(phones === 'write' && isEmptied(desired.phones, link.phones) ? ['phones' as const] : []),
      ...(emails === 'write' && isEmptied(desired.emails, link.emails) ? ['emails' as const] : []),
    ],
    learnt,
    drifted,
    driftedLists: keepsLists ? robbed : [],
    edited,
    changedBoth,
    foreign,
    ownForms,
    replaced,
    nameEdited: !restores && (name === 'edited' || name === 'unsure'),
    nameRestored: restores,
  };
}

/**
 * The name is written when IDENT's changes; one that a person edited since is a matter of policy. `unsure`: the state
 * does not know what it last wrote (it was lost), so a name that differs passes for an edited one.
 */
function nameChange(
  desired: ContactHashes,
  link: Pick<Link, 'acknowledged' | 'ownForm'>,
  live: LiveContact | undefined,
): 'equal' | 'learnt' | 'alike' | 'write' | 'edited' | 'unsure' {
  const acknowledged = link.acknowledged.get('name');
  if (desired.name === '') return 'equal';
  if (live === undefined) return desired.name === acknowledged ? 'equal' : 'write';
  const sameParts = desired.nameParts !== '' && live.nameParts === desired.nameParts;
  if (live.name === desired.name || sameParts) {
    return desired.name === acknowledged ? 'equal' : 'learnt';
  }
  // amoCRM's own form of our name: equal.
  if (desired.name === acknowledged && live.name === link.ownForm.get('name')) return 'equal';
  const words = desired.name === (acknowledged ?? desired.name) ? desired.nameWords?.() : '';
  if (words !== undefined && words !== '' && words === live.nameWords) return 'alike';
  if (acknowledged === undefined) return 'unsure';
  return desired.name === acknowledged ? 'edited' : 'write';
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
function heldLists(
  { phones, emails }: Pick<LiveContact, 'phones' | 'emails'>,
  ownForm: ReadonlyMap<string, string>,
  own: Partial<Pick<ContactHashes, 'phones' | 'emails'>> = {},
): Pick<LiveContact, 'phones' | 'emails'> {
  if (ownForm.size === 0) return { phones, emails };
  const ofPhones = formsOfList(ownForm, 'phones', own.phones);
  const ofEmails = formsOfList(ownForm, 'emails', own.emails);
  return {
    phones: phones.map((hash) => ofPhones.get(hash) ?? hash),
    emails: emails.map((hash) => ofEmails.get(hash) ?? hash),
  };
}

/**
 * Whether a list of phones or e-mails lacks one of IDENT's, or still holds one of ours that IDENT dropped; of a list that
 * is not `whole` nothing is known to be dropped. `drifted`: it lacks one, and IDENT's is what it was.
 */
function listChange(
  desired: readonly string[] | undefined,
  acknowledged: readonly OwnedHash[],
  live: readonly string[] | undefined,
  whole = true,
): 'equal' | 'learnt' | 'write' | 'drifted' {
  if (desired === undefined) return 'equal';
  const wanted = new Set(desired);
  const known = new Set(acknowledged.map(({ hash }) => hash));
  const same = desired.every((hash) => known.has(hash)) && !(whole && wanted.size < known.size);
  if (live === undefined) return same ? 'equal' : 'write';
  const held = new Set(live);
  const lacks = desired.some((hash) => !held.has(hash));
  const dropped = acknowledged.some(
    ({ hash, ours }) => whole && ours && !wanted.has(hash) && held.has(hash),
  );
  if (lacks && same) return 'drifted';
  if (lacks || dropped) return 'write';
  return same ? 'equal' : 'learnt';
}

const isEmptied = (
  desired: readonly string[] | undefined,
  acknowledged: readonly OwnedHash[],
): boolean => desired?.length === 0 && acknowledged.some(({ ours }) => ours);
