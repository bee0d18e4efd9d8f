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
import type { EndedBooking } from '../../../src/ident/visits/ended-bookings.ts';
import { asked } from '../../sync/visits/facts/extra.ts';
import { expectedEnded, expectedOf, now, patients, statementsOf, visits } from './random-visits.ts';

const facts = (patient: Patient) => {
  const { nextVisit, nextDoctor, lastVisit, lastDoctor, noShows, cancellations } = patient;
  const { openBookings, paidTotal, activePlans, planLeft } = patient;
  return {
    ...{ nextVisit, nextDoctor, lastVisit, lastDoctor, noShows, cancellations },
    ...{ openBookings, paidTotal, activePlans, planLeft },
  };
};

async function readings(statements: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'ident-visits-'));
  const file = join(folder, 'ident.db');
  const database = new DatabaseSync(file);
  database.exec(['begin', ...statements, 'commit'].join(';'));
  database.close();
  const ident = await createIdent({
    database: { client: 'sqlite', file },
    profile: await loadProfile('ident'),
    excluded: new Set(),
    extra: asked(),
    pageSize: 2,
    clock: { ...systemClock, now: () => Date.parse(`${now}+03:00`) },
    log: { warn: () => {} },
  });
  try {
    await ident.probe({
      branches: () => undefined,
      origins: new Map(),
      confirmed: new Map([
        ['paidTotal', 'payments.sum'],
        ['planLeft', 'plans.left'],
        ['activePlans', 'plans.active'],
      ]),
    });
    const ids = patients.map((id) => id as PatientId); // tests name patients by plain numbers
    const whole: Patient[] = [];
    for await (const page of ident.all()) whole.push(...page);
    return { whole, byIds: await ident.byIds(ids), ended: await ident.endedBookings(ids) };
  } finally {
    await ident.close();
    rmSync(folder, { recursive: true });
  }
}

const endedOf = (ended: readonly EndedBooking[], patient: number) =>
  ended
    .filter(({ id }) => id === patient)
    .map(({ nextVisit, nextDoctor }) => `${nextVisit} ${nextDoctor}`)
    .toSorted();

test('the facts of visits, read whole and by ids, are what a plain look at the rows tells, whatever receptions there are', async () => {
  await fc.assert(
    fc.asyncProperty(visits, async (clinic) => {
      const { whole, byIds, ended } = await readings(statementsOf(clinic));
      const expected = patients.map((id) => expectedOf(clinic, id));
      expect(byIds.map(facts)).toEqual(expected);
      expect(whole.map(facts)).toEqual(expected);
      expect(patients.map((id) => endedOf(ended, id))).toEqual(
        patients.map((id) => expectedEnded(clinic, id)),
      );
    }),
    { numRuns: 60, seed: 20_261_127 },
  );
});
