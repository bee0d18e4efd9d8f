import { expect, test } from 'vitest';
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
