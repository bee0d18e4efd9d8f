import type { Simulation } from '../simulation.ts';

/** What tells one person from another, as far as it is beyond doubt: words of the name, phones, and the rest. */
export interface Evidence {
  readonly words: readonly string[];
  readonly phones: readonly string[];
  /** E-mails, birthday, SNILS and INN, each as digits or in lower case. */
  readonly others: readonly string[];
}

export function evidenceIn(row: Readonly<Record<string, unknown>>): Evidence {
  const cell = (column: string): string => (typeof row[column] === 'string' ? row[column] : '');
  return {
    words: wordsOf(`${cell('Surname')} ${cell('Name')} ${cell('Patronymic')}`),
    phones: phonesIn(`${cell('MobilePhone')};${cell('Phone')}`),
    others: [
      ...cell('Email')
        .toLowerCase()
        .split(/[;,\s]+/),
      ...['Birthday', 'SNILS', 'INN'].map((column) => cell(column).replaceAll(/\D/g, '')),
    ].filter((text) => text !== ''),
  };
}

/** All that a contact shows, however it is written. */
export function evidenceOf({ world }: Simulation, contactId: number): Evidence | null {
  const contact = world.contacts().find(({ id }) => id === contactId);
  if (!contact) return null;
  const held = world.sandbox.crm.contact(contactId);
  const texts = Object.values(contact.fields).map(String);
  return {
    words: wordsOf(`${contact.name} ${held?.first_name ?? ''} ${held?.last_name ?? ''}`),
    phones: contact.phones.flatMap(phonesIn),
    others: [
      ...contact.emails.map((email) => email.toLowerCase()),
      ...texts.map((text) => text.replaceAll(/\D/g, '')),
    ],
  };
}

/** Phones that more than three have tell nobody from another. */
export function commonPhones(all: readonly Evidence[]): ReadonlySet<string> {
  const owners = Map.groupBy(
    all.flatMap(({ phones }) => [...new Set(phones)]),
    (phone) => phone,
  );
  return new Set([...owners].flatMap(([phone, { length }]) => (length > 3 ? [phone] : [])));
}

/** Two people for sure: name and a phone of their own are known of both, and nothing of one is the other's. */
export function areTwo(a: Evidence, b: Evidence, common: ReadonlySet<string>): boolean {
  const areKnown = [a, b].every(
    ({ words, phones }) => words.length >= 2 && phones.some((phone) => !common.has(phone)),
  );
  return (
    areKnown &&
    !a.words.some((word) => b.words.includes(word)) &&
    !a.phones.some((phone) => b.phones.includes(phone)) &&
    !a.others.some((other) => b.others.includes(other))
  );
}

const wordsOf = (name: string): string[] => name.toLowerCase().match(/\p{L}{2,}/gu) ?? [];

/** The last ten digits of what is a mobile number beyond doubt. */
const phonesIn = (text: string): string[] =>
  [...text.replaceAll(/[\s()+-]/g, '').matchAll(/(?<!\d)[78](9\d{9})(?!\d)/g)].map(
    ([, digits = '']) => digits,
  );
