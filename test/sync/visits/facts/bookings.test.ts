import { expect, test } from 'vitest';
import { World } from '../../../support/world.ts';
import { asked } from './extra.ts';

const hour = 3_600_000;
const instant = (moscow: string) => Date.parse(`${moscow}+03:00`) / 1_000;
const now = "strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime')";

/** What a contact shows of visits; patient 1 of the sample came twice and is booked for 20 June, 10:00. */
const shown = (world: World, patient = 1) => {
  const { fields } = world.contactOf(patient);
  return {
    next: fields['Следующий визит'],
    nextDoctor: fields['Врач следующего визита'],
    last: fields['Последний визит'],
    lastDoctor: fields['Врач последнего визита'],
  };
};

const book = (world: World, id: number, start: string, patient = 1) =>
  world.sql(
    `insert into Receptions (ID, ID_Patients, ID_Staffs, PlanStart, DateTimeAdded, DateTimeChanged)
     values (?, ?, 2000003, ?, ${now}, ${now})`,
    ...[id, patient, start],
  );

test('a contact shows the next booking and the last visit with their doctors, and follows what becomes of them', async () => {
  await using world = await World.open({ patients: 3, sync: { extra: asked() } });
  await world.sync();
  const loaded = shown(world);
  expect(loaded).toMatchObject({
    next: instant('2026-06-20T10:00:00'),
    last: instant('2025-09-02T00:00:00'),
  });
  expect(loaded.nextDoctor).toMatch(/^\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+/u);
  expect(loaded.lastDoctor).toBe(loaded.nextDoctor);

  // Booked for an earlier day, with another doctor.
  book(world, 9_001, '2026-05-05 09:30:00');
  await world.sync();
  expect(shown(world).next).toBe(instant('2026-05-05T09:30:00'));
  expect(shown(world).nextDoctor).not.toBe(loaded.nextDoctor);

  // Moved: a new reception points back at the old one, which is cancelled.
  book(world, 9_002, '2026-05-06 12:00:00');
  world.sql(`update Receptions set ReceptionCanceled = ${now} where ID = 9001`);
  await world.sync();
  expect(shown(world).next).toBe(instant('2026-05-06T12:00:00'));

  // Come, then ended: it is ahead no more, and then it is the last visit.
  world.sql(`update Receptions set PatientAppeared = ${now} where ID = 9002`);
  await world.sync();
  expect(shown(world)).toMatchObject({ next: instant('2026-06-20T10:00:00'), last: loaded.last });
  world.sql(
    `update Receptions set ReceptionStarted = '2026-05-06 12:04:00', ReceptionEnded = ${now} where ID = 9002`,
  );
  await world.sync();
  expect(shown(world)).toMatchObject({ last: instant('2026-05-06T00:00:00') });
  expect(shown(world).lastDoctor).not.toBe(loaded.lastDoctor);
});

test('a booking whose time comes is ahead no more with the next pass, though nothing changed in IDENT, and nobody else is read', async () => {
  await using world = await World.open({
    ...{ patients: 40, start: Date.parse('2026-06-20T09:50:00+03:00') },
    // Where each clearing asks a person: this one is everyday work.
    sync: {
      extra: asked('next_visit'),
      guard: { percent: 0, rows: 0, overwrite: { percent: 0, rows: 0 } },
    },
  });
  await world.sync();
  await world.sync();
  expect(shown(world)).toMatchObject({ next: instant('2026-06-20T10:00:00') });
  expect(world.contactOf(1).fields['Последний визит']).toBeUndefined();
  const quiet = await world.sync();
  expect(quiet.counts).toMatchObject({ updated: 0 });
  world.clock.jump(hour / 4);
  const passed = await world.sync();
  expect(passed).toMatchObject({ mode: 'incremental', counts: { updated: 1 } });
  expect(shown(world).next).toBeUndefined();
  expect((await world.sync()).counts).toMatchObject({ updated: 0, read: quiet.counts['read'] });
});

test('without further fields nothing of them is made, read or watched', async () => {
  await using world = await World.open({ patients: 1 });
  const names = world.sandbox.crm.fields().map(({ name }) => name);
  expect(names).not.toContain('Следующий визит');
  const ident = await world.ident();
  const probe = await ident.probe();
  await ident.close();
  expect([...probe.fields.keys()]).toHaveLength(26);
  expect(probe.inputs.has('nextVisit')).toBe(false);
  expect(probe.changeSources.filter((source) => source.startsWith('due'))).toEqual([]);
});
