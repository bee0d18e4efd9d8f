import type { ContactEvidence, PatientEvidence } from '../../contact/person/person-evidence.ts';
import type { SentHashes } from '../../state/patients/intents.ts';
import type { LiveContact } from '../item/live-contact.ts';

/** What one thing says of whether two are one person; `unknown`: it cannot be compared. */
type Vote = 'agrees' | 'differs' | 'unknown';

/** What all that can be compared says; nothing that is unknown agrees. */
export interface Agreement {
  /**
   * `partly`: one of surname and patronymic agrees, the other is known to be another. `alone`: the first name is all
   * that either has, and it is the same.
   */
  readonly name: Vote | 'partly' | 'alone';
  readonly birthday: Vote;
  readonly snils: Vote;
  readonly inn: Vote;
  readonly phones: Vote;
  readonly emails: Vote;
}

/**
 * Compares a patient with what a contact shows, or showed.
 *
 * @param common phones that too many have: they tell nobody from another.
 */
export function agreement(
  patient: PatientEvidence,
  contact: ContactEvidence,
  common: ReadonlySet<string> = new Set(),
): Agreement {
  const telling = (phones: readonly string[]) => phones.filter((phone) => !common.has(phone));
  return {
    name: names(patient, new Set(contact.words)),
    birthday: values(patient.birthday, contact.birthday),
    snils: values(patient.snils, contact.snils),
    inn: values(patient.inn, contact.inn),
    phones: lists(telling(patient.phones), telling(contact.phones)),
    emails: lists(patient.emails, contact.emails),
  };
}

/**
 * Whether a contact that names a patient is that person's. A document decides; else what agrees must not be outweighed
 * by what differs, where phone and e-mail, which families share, count as one. `unknown`: nothing can be compared.
 */
export function verdict(found: Agreement): 'agrees' | 'disagrees' | 'unknown' {
  const votes = [
    nameVote(found.name),
    found.birthday,
    either(found.snils, found.inn),
    either(found.phones, found.emails),
  ];
  const agreeing = votes.filter((vote) => vote === 'agrees').length;
  const differing = votes.filter((vote) => vote === 'differs').length;
  // A first name alone outweighs nothing, but where there is nothing else it is enough.
  if (agreeing + differing === 0) return found.name === 'alone' ? 'agrees' : 'unknown';
  const documented = found.snils === 'agrees' || found.inn === 'agrees';
  return documented || (agreeing > 0 && agreeing >= differing) ? 'agrees' : 'disagrees';
}

const votesOf = (found: Agreement): readonly string[] =>
  Object.values(found).filter((vote) => vote !== 'unknown' && vote !== 'alone');

/** Whether it is plainly another person. A nickname is the name of nobody else: one thing alone that differs makes none. */
export const differs = (found: Agreement): boolean =>
  verdict(found) === 'disagrees' && votesOf(found).length >= 2;

/** Whether nothing agrees, and so many things at least can be compared. */
function isNobodyOf(found: Agreement, { compared }: { readonly compared: number }): boolean {
  const votes = votesOf(found);
  return votes.length >= compared && votes.every((vote) => vote === 'differs');
}

/**
 * Whether a contact that names the patient of a create of ours, and is new enough to be what it made, is another's all
 * the same: another installation's, of another database. Nothing of what we sent stands there.
 */
export function isAnothers({ person }: Pick<SentHashes, 'person'>, live: LiveContact): boolean {
  if (person === undefined) return false;
  return isNobodyOf(agreement(person, live.person), { compared: 1 });
}

/**
 * Whether a patient is not any more who it was: nothing agrees, and two things at least can be compared; or name,
 * birthday and phones are all others, whatever else was left standing, be it a part of the name.
 */
export function isAnother(found: Agreement): boolean {
  const isRenamed = found.name === 'differs' || found.name === 'partly';
  const isReplaced = isRenamed && found.birthday === 'differs' && found.phones === 'differs';
  return isReplaced || isNobodyOf(found, { compared: 2 });
}

/**
 * The first name, and surname or patronymic, in whatever order: surnames change, and cells are exchanged. A first name
 * alone tells nothing while a part is unknown that might agree; a surname alone is a relative's.
 */
function names(
  { first, last, patronymic }: PatientEvidence,
  words: ReadonlySet<string>,
): Agreement['name'] {
  const holds = (part: readonly string[]) => part.some((word) => words.has(word));
  const own = new Set([...first, ...last, ...patronymic]);
  if (own.size === 0 || words.size === 0) return 'unknown';
  const foreign = [...words].filter((word) => !own.has(word)).length;
  if (holds(first) && (holds(last) || holds(patronymic))) {
    const contradicts = [last, patronymic].some((part) => part.length > 0 && !holds(part));
    return contradicts && foreign > 0 ? 'partly' : 'agrees';
  }
  if (!holds([...own])) return 'differs';
  if (holds(first)) {
    if (foreign === 0 && own.size === words.size) return 'alone';
    const whole = last.length > 0 && patronymic.length > 0 && foreign > 1;
    return whole ? 'differs' : 'unknown';
  }
  return first.length > 0 && foreign > 0 ? 'differs' : 'unknown';
}

function nameVote(name: Agreement['name']): Vote {
  if (name === 'alone') return 'unknown';
  return name === 'partly' ? 'agrees' : name;
}

const values = (one: string, other: string): Vote => {
  if (one === '' || other === '') return 'unknown';
  return one === other ? 'agrees' : 'differs';
};

function lists(one: readonly string[], other: readonly string[]): Vote {
  if (one.length === 0 || other.length === 0) return 'unknown';
  return one.some((hash) => other.includes(hash)) ? 'agrees' : 'differs';
}

function either(one: Vote, other: Vote): Vote {
  if (one === 'agrees' || other === 'agrees') return 'agrees';
  return one === 'unknown' ? other : one;
}
