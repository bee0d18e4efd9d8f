import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import type { Patient } from '../../../src/contact/model/patient.ts';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { loadProfile } from '../../../src/ident/profiles/load-profile.ts';
import { createIdent } from '../../../src/ident/reader.ts';
import { type Clinic, clinics, expectedOf, statementsOf } from './random-clinic.ts';

const asNumbers = ({ id, visits, visitsSum, firstVisit, branch, debt, advance }: Patient) => ({
  ...{ id, visits, visitsSum, firstVisit, branch, debt, advance },
});

/** Reads a clinic whole, and by ids, each with a reader of its own. */
async function bothReadings(clinic: Clinic) {
  const folder = mkdtempSync(join(tmpdir(), 'ident-computed-'));
  const file = join(folder, 'ident.db');
  const database = new DatabaseSync(file);
  for (const statement of statementsOf(clinic)) database.exec(statement);
  database.close();
  const ident = await createIdent({
    database: { client: 'sqlite', file },
    profile: await loadProfile('ident'),
    excluded: new Set(),
    pageSize: 3,
    clock: systemClock,
    log: { warn: () => {} },
  });
  try {
    await ident.probe({
      branches: () => undefined,
      origins: new Map(),
      confirmed: new Map([
        ['debt', 'journal.debt'],
        ['advance', 'journal.advance'],
      ]),
    });
    const whole: Patient[] = [];
    for await (const page of ident.all()) whole.push(...page);
    const ids = clinic.patients.map(({ id }) => id as PatientId); // tests name patients by plain numbers
    const byIds = await ident.byIds(ids);
    // More than 5 % of them: what is counted is read for everybody, and then served page by page.
    const among = { patients: 1_000 };
    const inParts: Patient[] = [];
    const ascending = ids.toSorted((a, b) => a - b);
    for (let at = 0, many = 1; at < ascending.length; at += many, many = (many % 4) + 1) {
      inParts.push(...(await ident.byIds(ascending.slice(at, at + many), among)));
    }
    // The same where nobody can tell how many there will be: in whatever order.
    const unordered: Patient[] = [];
    const unknown = { patients: null };
    for (let at = 0; at < ids.length; at += 4) {
      unordered.push(...(await ident.byIds(ids.slice(at, at + 4), unknown)));
    }
    return { whole, byIds, inParts, unordered: unordered.toSorted((a, b) => a.id - b.id) };
  } finally {
    await ident.close();
    rmSync(folder, { recursive: true });
  }
}

test('a full reading, a look-up by ids and a plain adding up of the rows say the same, for any clinic', async () => {
  await fc.assert(
    fc.asyncProperty(clinics, async (clinic) => {
      const { whole, byIds, inParts, unordered } = await bothReadings(clinic);
      const expected = clinic.patients
        .filter(({ id }) => id > 0)
        .toSorted((a, b) => a.id - b.id)
        .map(({ id }) => ({ id, ...expectedOf(clinic, id) }));
      expect(byIds.map(asNumbers)).toEqual(expected);
      expect(whole.map(asNumbers)).toEqual(expected);
      expect(inParts.map(asNumbers)).toEqual(expected);
      expect(unordered.map(asNumbers)).toEqual(expected);
    }),
    { numRuns: 60, seed: 11 },
  );
});
