import { expect, test } from 'vitest';
import { World } from '../../../support/world.ts';

const unreadable = (counts: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(counts).filter(([name]) => name.startsWith('unreadable')));

test('what cannot be read leaves what amoCRM has, and is told by field and patient in every deep pass', async () => {
  await using world = await World.open({ patients: 12 });
  await world.sync();
  const before = world.contactOf(1).fields;
  world.editPerson(1, { Birthday: '15/05/1985' });
  world.editPatient(1, { Status: 4 });
  world.sqlRaw("update Patients set Advance = '1 000 р.' where ID_Persons in (1, 2)");
  const changed = await world.sync();
  expect(changed.mode).toBe('incremental');
  expect(unreadable(changed.counts)).toMatchObject({
    'unreadable:birthday': 1,
    'unreadable:status': 1,
  });
  for (let pass = 0; pass < 2; pass += 1) {
    const { counts, findings } = await world.deep();
    expect(unreadable(counts)).toEqual({
      unreadable: 4,
      'unreadable:birthday': 1,
      'unreadable:status': 1,
      'unreadable:advance': 2,
    });
    const told = findings.filter(({ kind }) => kind === 'unreadable');
    expect(told.map(({ patientId, subject }) => `${patientId} ${subject}`).toSorted()).toEqual([
      '1 advance',
      '1 birthday',
      '1 status',
      '2 advance',
    ]);
  }
  const after = world.contactOf(1).fields;
  for (const name of ['Дата рождения', 'Возраст', 'Статус пациента', 'Аванс']) {
    expect(after[name]).toEqual(before[name]);
  }
});

test('what is left out of phones and of e-mails is counted apart, in every deep pass', async () => {
  await using world = await World.open({ patients: 3 });
  await world.sync();
  const leftOut = ({ leftOutPhones, leftOutEmails }: Readonly<Record<string, number>>) => [
    leftOutPhones,
    leftOutEmails,
  ];
  const [phones = 0, emails = 0] = leftOut((await world.deep()).counts);
  world.editPerson(1, { MobilePhone: '8 905 111-22-01, с 9 до 18' });
  world.editPerson(2, { MobilePhone: '8 905 111-22-02, кв. 5', Email: 'anna@mail.ru (рабочая)' });
  await world.sync();
  expect(world.contactOf(1).phones).toContain('+79051112201');
  for (let pass = 0; pass < 2; pass += 1) {
    expect(leftOut((await world.deep()).counts)).toEqual([phones + 2, emails + 1]);
  }
});

test('a birthday of 1900-01-01 is none: a contact that has it loses it', async () => {
  await using world = await World.open({ patients: 3 });
  await world.sync();
  expect(world.contactOf(1).fields['Дата рождения']).toBeTruthy();
  world.editPerson(1, { Birthday: '1900-01-01 00:00:00' });
  const { counts } = await world.sync();
  expect(counts['unreadable']).toBe(0);
  expect(world.contactOf(1).fields['Дата рождения'] ?? null).toBeNull();
  expect(world.contactOf(1).fields['Возраст'] ?? null).toBeNull();
});

test('a guardian who cannot be read is one: nobody’s contact is taken over by the phone', async () => {
  await using world = await World.open({ patients: 3 });
  await world.sync();
  const contact = world.sandbox.crm.create({ name: 'Пётр Бобров', phones: ['+7 905 111-22-33'] });
  world.addPatient(900, { Surname: 'Бобров', Name: 'Пётр', MobilePhone: '+79051112233' });
  world.sqlRaw("update Patients set ParentSNP = x'00ff' where ID_Persons = 900");
  await world.deep();
  expect(world.contactOf(900).id).not.toBe(contact);
});
