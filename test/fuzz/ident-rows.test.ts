import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '../../src/app-error.ts';
import { World } from '../support/world.ts';

/** Whatever a cell may hold: texts of every kind, numbers, blobs, nothing. */
const cell = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.constantFrom(
    '\u0000',
    '\ud800',
    'a\ud83d',
    '\u202e',
    '﻿',
    '\u0007\u001b[31m',
    "'; drop table x",
    '{}',
  ),
  fc.constantFrom('31.02.1980', '0000-00-00', '9999-12-31', '1.1e308', '-0', 'NaN', 'null', 'true'),
  fc.integer(),
  fc.double(),
  fc.uint8Array({ maxLength: 12 }),
  fc.constant(null),
);

const personColumns = [
  ...['Surname', 'Name', 'Patronymic', 'Birthday', 'MobilePhone', 'Phone', 'Email', 'Sex', 'City'],
  ...['Address', 'INN', 'SNILS', 'Passport', 'DateTimeChanged'],
] as const;
const patientColumns = [
  ...['CardNumber', 'PatientNumber', 'Comment', 'Status', 'ID_ArchiveReasons', 'DiscountPercent'],
  ...['Advance', 'Debt', 'SmsRefusal', 'ID_AdSources', 'ParentSNP', 'DateTimeChanged'],
] as const;

test('whatever stands in IDENT’s cells, every patient ends synced or rejected with a code, and the process lives', async () => {
  const edit = fc.record({
    patient: fc.integer({ min: 1, max: 8 }),
    column: fc.constantFrom(...personColumns, ...patientColumns),
    value: cell,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 5, maxLength: 25 }), async (edits) => {
      await using world = await World.open({ patients: 8, sync: { batchSize: 3 } });
      for (const { patient, column, value } of edits) {
        const inPersons = personColumns.some((known) => known === column);
        const [table, key] = inPersons ? ['Persons', 'ID'] : ['Patients', 'ID_Persons'];
        world.sqlRaw(`update ${table} set ${column} = ? where ${key} = ?`, value, patient);
      }
      for (const mode of ['auto', 'deep'] as const) {
        const end = await world
          .sync({ mode, allowMassChange: 1_000 })
          .catch((error: unknown) => error);
        expect(end instanceof Error && !(end instanceof AppError) ? end : null).toBeNull();
      }
      const rejected = new Map(
        (await world.state.rejected.all()).map((row) => [Number(row.patientId), row.code]),
      );
      for (let patient = 1; patient <= 8; patient += 1) {
        const contacts = world.contactsOf(patient).length;
        expect([patient, contacts, rejected.get(patient)]).toEqual(
          rejected.has(patient) ? [patient, contacts, expect.any(String)] : [patient, 1, undefined],
        );
      }
    }),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 20) },
  );
}, 300_000);
