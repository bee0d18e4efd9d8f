import { today } from '../../../src/contact/value/dates.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { type ContactView, contactViews } from '../../support/expected/contact-view.ts';
import { documentFields } from '../../support/expected/document-fields.ts';
import {
  type ExpectedContact,
  independentReading,
} from '../../support/expected/independent-reading.ts';
import { comparable, dateIn, samePhone } from '../../support/expected/shown-values.ts';

const idField = 'ID пациента IDENT';
const zone = 'Europe/Moscow';

/**
 * Judges an account that only the fleet writes to by its own contents and journal and by a second reading of the clinic's
 * file: every patient is one contact with IDENT's values, and nobody else is there. Names no values, only what they are of.
 */
export function judgeAccount(sandbox: Sandbox, file: string): readonly string[] {
  const expected = independentReading(file, today(Date.now(), zone), zone);
  const held = Map.groupBy(contactViews(sandbox), ({ fields }) => String(fields[idField] ?? ''));
  const strangers = [...held.keys()].filter((id) => !expected.has(Number(id)));
  return [
    ...createdTwice(sandbox),
    ...strangers.map((id) => `a contact of «${id}», who is nobody of this clinic`),
    ...[...expected].flatMap(([id, wanted]) => {
      const [contact, ...others] = held.get(String(id)) ?? [];
      if (contact === undefined) return [`patient ${id} has no contact`];
      const doubled = others.map((other) => `patient ${id} is ${contact.id} and ${other.id}`);
      return [...doubled, ...untrue(contact, wanted).map((what) => `patient ${id}: ${what}`)];
    }),
  ];
}

/** Nobody deletes a contact here, so that a second create is a second one however it ended. */
function createdTwice({ journal }: Sandbox): readonly string[] {
  const creates = (journal?.entries ?? []).filter(
    ({ source, method, fieldName }) =>
      source === 'api' && method === 'POST' && fieldName === idField,
  );
  return [...Map.groupBy(creates, ({ after }) => JSON.stringify(after))]
    .filter(([, entries]) => entries.length > 1)
    .map(([id, entries]) => `patient ${id} was created ${entries.length} times`);
}

/** How many of a clinic's surnames, phones and e-mails these words are among. */
export function personalAmong(words: ReadonlySet<string>, file: string): number {
  const people = independentReading(file, today(Date.now(), zone), zone).values();
  const theirs = new Set(
    [...people].flatMap(({ lastName, phones, emails }) => [
      lastName,
      ...emails,
      ...phones.map((phone) => lastDigits(phone)),
    ]),
  );
  return [...words].filter(
    (word) => theirs.has(word) || (/^\d+$/.test(word) && theirs.has(lastDigits(word))),
  ).length;
}

const lastDigits = (phone: string): string => phone.replaceAll(/\D/g, '').slice(-10);

function untrue(contact: ContactView, wanted: ExpectedContact): readonly string[] {
  const fields = documentFields.filter(({ name, type }) => {
    const held = contact.fields[name];
    const is = comparable(type === 'date' ? dateIn(zone, held) : held).trim();
    return is !== comparable(wanted.fields[name]).trim();
  });
  const phones = wanted.phones.filter(
    (phone) => !contact.phones.some((held) => samePhone(held, phone)),
  );
  const emails = wanted.emails.filter((email) => !contact.emails.includes(email));
  return [
    ...fields.map(({ name }) => `${name} is not what IDENT says`),
    ...(contact.name === wanted.name ? [] : ['the name is not what IDENT says']),
    ...(phones.length > 0 ? ['a phone is missing'] : []),
    ...(emails.length > 0 ? ['an e-mail is missing'] : []),
  ];
}
