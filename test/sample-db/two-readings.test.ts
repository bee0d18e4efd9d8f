import { expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { type ContactField, contactFields } from '../../src/contact/model/fields.ts';
import { shapeContact } from '../../src/contact/shape.ts';
import type { FieldValue } from '../../src/contact/value/field-value.ts';
import { ZoneClock } from '../../src/contact/value/zone-clock.ts';
import { loadProfile } from '../../src/ident/profiles/load-profile.ts';
import { createIdent } from '../../src/ident/reader.ts';
import { mutateSampleDatabase } from '../../src/sandbox/sample-db/mutate.ts';
import {
  type ExpectedContact,
  independentReading,
} from '../support/expected/independent-reading.ts';
import { connected, createdFile } from './support.ts';

const today = '2026-06-02';
const clock = new ZoneClock('Europe/Moscow');

/** What our own reader and shaper make of every patient, in the words of the independent reading. */
async function ownReading(file: string): Promise<Map<number, ExpectedContact>> {
  const ident = await createIdent({
    database: { client: 'sqlite', file },
    profile: await loadProfile('sample'),
    excluded: new Set(),
    clock: systemClock,
    log: { warn: () => {} },
  });
  const contacts = new Map<number, ExpectedContact>();
  for await (const page of ident.all()) {
    for (const patient of page) {
      const shaped = shapeContact(patient, { clock, today });
      contacts.set(patient.id, {
        name: shaped.name.full,
        firstName: shaped.name.first,
        lastName: shaped.name.last,
        phones: (shaped.phones ?? []).map((phone) => phone.value),
        emails: shaped.emails ?? [],
        fields: Object.fromEntries(
          contactFields.map((field) => [field.name, asRead(field, shaped.fields.get(field.key))]),
        ),
      });
    }
  }
  await ident.close();
  return contacts;
}

/** A select by its text, an empty checkbox as unchecked, the rest as it stands. */
function asRead(field: ContactField, value: FieldValue | null = null): FieldValue | null {
  if (field.type === 'checkbox') return value === true;
  return field.options?.find((option) => option.key === value)?.value ?? value;
}

test('two independent readings agree on name, phones, e-mails and all fields of the document, of every patient', async () => {
  const file = await createdFile(1001, 5);
  await connected(file, (connection) =>
    mutateSampleDatabase(connection, { changes: 100, seed: 5, now: `${today} 12:00:00` }),
  );
  const own = await ownReading(file);
  const independent = independentReading(file, today);
  expect(own.size).toBe(independent.size);
  for (const [id, contact] of independent)
    expect(own.get(id), `patient ${id}`).toMatchObject(contact);
});
