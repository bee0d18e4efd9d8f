import { expect, test } from 'vitest';
import { firstSource, type PatientId } from '../../../src/contact/model/patient-key.ts';
import { numbered } from '../../../src/ident/sources/numbered.ts';
import type { WantedReceptions } from '../../../src/ident/visits/receptions.ts';
import { readWholeVisits } from '../../../src/sync/visits/whole-visits.ts';
import type { ReceptionId } from '../../../src/visits/reception.ts';
import { visitKey } from '../../../src/visits/visit-key.ts';
import { isWithin, windowOf } from '../../../src/visits/window.ts';
import { World } from '../../support/world.ts';

const cancelled = '2030-03-01 10:00:00';
type Row = readonly [id: number, movedFrom: number | null, start: string, cancelled: string | null];

const keyOf = (id: number) => visitKey(firstSource, id as ReceptionId);
const week = windowOf('2030-03-04', 7);

const cases: readonly {
  readonly what: string;
  readonly rows: readonly Row[];
  /** Of each visit that has a deal, what was seen in it. */
  readonly seen: readonly (readonly number[])[];
  readonly lead: number;
}[] = [
  {
    what: 'the live piece is weeks ahead of the window',
    rows: [
      [91_001, null, '2030-03-05 10:00:00', cancelled],
      [91_003, 91_002, '2030-04-13 10:00:00', null],
    ],
    seen: [[91_001, 91_002, 91_003]],
    lead: 91_003,
  },
  {
    what: 'it was moved on from there, where nobody has seen it yet',
    rows: [
      [91_001, null, '2030-03-05 10:00:00', cancelled],
      [91_003, 91_002, '2029-04-13 10:00:00', cancelled],
      [91_004, 91_003, '2031-04-13 10:00:00', null],
    ],
    seen: [[91_001, 91_002, 91_003]],
    lead: 91_004,
  },
  {
    what: 'two rows between are gone, and the first as well',
    rows: [
      [91_003, 91_002, '2030-03-05 10:00:00', cancelled],
      [91_005, 91_004, '2030-06-01 10:00:00', null],
    ],
    seen: [[91_001, 91_002, 91_003, 91_004, 91_005]],
    lead: 91_005,
  },
];

test('a visit with a deal that a deleted row leaves in pieces is read whole, wherever its live piece lies: it never looks cancelled', async () => {
  await using world = await World.open({ patients: 1 });
  const opened = await world.ident();
  const ident = numbered(opened, firstSource);
  const how = { cancelReasons: new Map(), withDoctors: false, tellsFirst: false };
  const read = (wanted: WantedReceptions) => ident.receptions(wanted, how);
  const members = world.state.visitMembers;
  for (const { what, rows, seen, lead } of cases) {
    world.sql('delete from Receptions where ID >= 91000');
    for (const row of rows) {
      world.sql(
        `insert into Receptions (ID, ID_Patients, ID_ReceptionsTransferFrom, PlanStart, ReceptionCanceled)
          values (?, 1, ?, ?, ?)`,
        ...row,
      );
    }
    for (const [first = 0, ...others] of seen) {
      const visit = { visit: keyOf(first), patientId: 1 as PatientId };
      await members.note(visit, [first, ...others].map(keyOf));
    }
    // Any piece leads to all others.
    const wishes = [week, ...rows.map(([id]) => ({ with: [id as ReceptionId] }))];
    for (const wanted of wishes) {
      const visits = await readWholeVisits({ source: firstSource, read, members }, wanted);
      const known = (visits ?? []).filter(({ deal }) => deal === 'known');
      expect(
        known.map((visit) => [visit.key, visit.lead.id, visit.lead.cancelled]),
        what,
      ).toEqual([[seen[0]?.[0], lead, false]]);
      expect(known.filter((visit) => isWithin(visit, week))).toEqual([]);
    }
    for (const [first = 0] of seen) await members.forget(keyOf(first));
  }
  // Without a deal each piece is a visit of its own.
  const apart = await readWholeVisits({ source: firstSource, read, members: null }, week);
  expect(apart?.map((visit) => visit.deal)).toEqual(['new']);
  await opened.close();
});
