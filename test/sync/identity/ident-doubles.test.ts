import { expect, test } from 'vitest';
import { chunks } from '../../../src/chunks.ts';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { World } from '../../support/world.ts';

const card = {
  ...{ Surname: 'Королёва', Name: 'Инна', Patronymic: 'Павловна', Birthday: '1988-03-04' },
  MobilePhone: '+79267001122',
};

const doubles = (findings: readonly { kind: string; patientId: number | null }[]) =>
  findings.filter(({ kind }) => kind === 'ident-double').map(({ patientId }) => patientId);

test('a card that was made anew under another id is told of, and both have a contact', async () => {
  await using world = await World.open({ patients: 3 });
  world.addPatient(901, card);
  await world.sync();
  world.addPatient(902, { ...card, Surname: 'КОРОЛЕВА', MobilePhone: '8 (926) 700-11-22' });
  const pass = await world.sync();
  expect(doubles(pass.findings)).toEqual([901, 902]);
  expect(world.notOnce()).toEqual([]);
  expect(doubles((await world.deep()).findings)).toEqual([901, 902]);
});

test('two of one first load are told of too', async () => {
  await using world = await World.open({ patients: 3 });
  world.addPatient(901, card);
  world.addPatient(902, card);
  expect(doubles((await world.sync()).findings)).toEqual([901, 902]);
});

test('of pairs that lie far apart in a large clinic each is told of once', async () => {
  await using world = await World.open({ patients: 3 });
  const other = {
    ...card,
    Name: 'Ольга',
    MobilePhone: '+79267003344',
    Phone: '+74955556677',
  };
  for (const id of [901, 9_002]) world.addPatient(id, card);
  for (const id of [8_901, 9_001]) world.addPatient(id, other);
  await world.sync();
  // So many have phones in between that they are not looked at at once.
  const between = Array.from({ length: 2_500 }, (_, at) => ({
    hash: `of nobody else ${at}`,
    patient_id: (2_000 + at) as PatientId,
  }));
  for (const some of chunks(between, 500)) {
    await world.state.db.insertInto('patient_phones').values(some).execute();
  }
  expect(doubles((await world.deep()).findings)).toEqual([901, 9_002, 8_901, 9_001]);
});

test.each([
  ['a mother and her child', { Name: 'Пётр', Patronymic: 'Ильич', Birthday: '2015-05-05' }],
  ['twins', { Name: 'Анна' }],
  ['a namesake with another phone', { MobilePhone: '+79267003344' }],
  ['a birthday that nobody knows', { Birthday: null }],
])('nobody is told of: %s', async (_who, other) => {
  await using world = await World.open({ patients: 3 });
  world.addPatient(901, card);
  world.addPatient(902, { ...card, ...other });
  await world.sync();
  expect(doubles((await world.deep()).findings)).toEqual([]);
});
