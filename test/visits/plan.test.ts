import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { Clinic } from '../cli/clinic.ts';

/** Chains, a fork, a ring and strays among the receptions of one week of 2030, and what lies beside it. */
const rows: readonly (readonly [id: number, patient: number | null, day: string, more?: string])[] =
  [
    [90_001, 1, '2030-03-04 10:00', "ReceptionCanceled = '2030-03-01'"],
    // Moved out of the week, and back into it.
    [
      90_002,
      1,
      '2031-01-01 10:00',
      "ReceptionCanceled = '2030-03-01', ID_ReceptionsTransferFrom = 90001",
    ],
    [90_003, 1, '2030-03-05 10:00', 'ID_ReceptionsTransferFrom = 90002'],
    // Moved into the week from before it, and out of it.
    [90_004, 2, '2029-01-01 10:00', "ReceptionCanceled = '2030-03-01'"],
    [
      90_005,
      2,
      '2030-03-06 10:00',
      "ReceptionEnded = '2030-03-06 11:00', ID_ReceptionsTransferFrom = 90004",
    ],
    [90_006, 3, '2030-03-06 12:00', "ReceptionCanceled = '2030-03-01'"],
    [90_007, 3, '2030-05-06 12:00', 'ID_ReceptionsTransferFrom = 90006'],
    // To two times.
    [90_008, 4, '2030-03-07 10:00', 'ID_ReceptionCancelReasons = 4'],
    [90_009, 4, '2030-03-07 11:00', 'ID_ReceptionsTransferFrom = 90008'],
    [
      90_010,
      4,
      '2030-03-07 12:00',
      "CheckIssued = '2030-03-07 13:00', ID_ReceptionsTransferFrom = 90008",
    ],
    // In a ring.
    [90_011, 5, '2030-03-08 10:00', 'ID_ReceptionsTransferFrom = 90012'],
    [90_012, 5, '2030-03-08 11:00', 'ID_ReceptionsTransferFrom = 90011'],
    // Moved from nowhere, which 0 stands for as well.
    [90_013, null, '2030-03-08 12:00', 'ID_ReceptionsTransferFrom = 0'],
    [90_014, 6, '2030-03-09 10:00', 'ID_ReceptionCancelReasons = 1, ID_ReceptionsTransferFrom = 0'],
    // On the day after the last, and moved from a row that is gone, by a patient without a contact.
    [90_015, 6, '2030-03-11 00:00'],
    [90_016, 777, '2030-03-10 23:59', 'ID_ReceptionsTransferFrom = 5'],
  ];

test('which deals the visits of a week would be is told by whole chains of moves, for contacts that are there; nothing is written', async () => {
  const { clinic, sandbox } = await Clinic.withSandbox(6, { onTestFinished });
  await clinic.run('fields', 'create');
  await clinic.run('sync');
  const file = new DatabaseSync(join(clinic.folder, 'ident.db'));
  for (const [id, patient, day, more] of rows) {
    file
      .prepare('insert into Receptions (ID, ID_Patients, PlanStart) values (?, ?, ?)')
      .run(id, patient, `${day}:00`);
    if (more !== undefined) file.exec(`update Receptions set ${more} where ID = ${id}`);
  }
  file.exec('delete from Receptions where ID = 5');
  file.close();
  const before = sandbox.log.requests.length;
  const week = ['visits', 'plan', '--from', '2030-03-04', '--days', '7'];
  const { json } = await clinic.run(...week, '--json');
  expect(json).toEqual({
    from: '2030-03-04',
    to: '2030-03-11',
    plan: {
      deals: { planned: 3, open: 0, appeared: 0, started: 0, ended: 1, billed: 1, cancelled: 1 },
      withoutContact: 1,
      withoutPatient: 1,
      cut: { fork: 1, cycle: 1, patient: 0 },
      requests: 2,
    },
  });
  const english = await clinic.run(...week, '--lang', 'en');
  expect(english.stdout).toMatch(/^Receptions from 2030-03-04 until 2030-03-11: 6 deals/);
  expect(english.stdout).toContain('Won: billed');
  expect(english.stderr).toContain('This version makes no deals');
  const russian = await clinic.run(...week, '--lang', 'ru');
  expect(russian.stdout).toContain('6 сделок');
  expect(russian.stdout).toContain('перенесли на два времени');
  expect(sandbox.log.requests).toHaveLength(before);
  expect((await clinic.run('visits', 'plan', '--from', '2030-02-30')).code).toBe(2);
  const bare = new DatabaseSync(join(clinic.folder, 'ident.db'));
  bare.exec('alter table Receptions rename column PlanStart to Planned');
  bare.close();
  expect((await clinic.run('visits', 'plan', '--json')).json).toMatchObject({ plan: null });
});
