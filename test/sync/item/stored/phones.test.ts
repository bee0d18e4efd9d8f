import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPhoneCell } from '../../../../src/contact/phone/phone-cell.ts';
import { comparePhone } from '../../../../src/contact/phone/phones.ts';
import { World } from '../../../support/world.ts';

async function loaded(person: Parameters<World['addPatient']>[1]): Promise<World> {
  const world = await World.open({ patients: 3 });
  world.addPatient(901, person);
  await world.sync();
  return world;
}

/** Phones or e-mails as amoCRM holds them: value and kind. */
function list(world: World, code: 'PHONE' | 'EMAIL', patientId = 901): readonly string[] {
  const { id } = world.contactOf(patientId);
  const field = world.sandbox.crm
    .contact(id)
    ?.custom_fields_values?.find(({ field_code }) => field_code === code);
  return (field?.values ?? []).map(
    (value) => `${value.value} ${'enum_code' in value ? value.enum_code : ''}`,
  );
}

test('the main phone is MOB, all others are OTHER and stand in «Дополнительный телефон» as well', async () => {
  await using world = await loaded({
    MobilePhone: '8 (926) 111-22-33, 89261112244',
    Phone: '8 495 765-43-21 доб. 12',
  });
  expect(list(world, 'PHONE')).toEqual([
    '+79261112233 MOB',
    '+79261112244 OTHER',
    '+74957654321 доб. 12 OTHER',
  ]);
  expect(world.contactOf(901).fields).toMatchObject({
    'Дополнительный телефон': '+79261112244, +74957654321 доб. 12',
  });
});

test('the number of a town is sent as typed and counted; what is no number is not sent', async () => {
  await using world = await World.open({ patients: 3 });
  world.sql('update Persons set MobilePhone = null, Phone = null');
  world.addPatient(901, { MobilePhone: ' 12-34-56 ', Phone: '8 926 111-22' });
  world.addPatient(902, { MobilePhone: 'нет телефона', Phone: '+7 (   )' });
  const result = await world.sync();
  expect(list(world, 'PHONE')).toEqual(['12-34-56 MOB']);
  expect(list(world, 'PHONE', 902)).toEqual([]);
  expect(result.counts).toMatchObject({ unparsedPhones: 2 });
});

test('a number that becomes unreadable in IDENT stays in amoCRM, one that is taken out goes', async () => {
  await using world = await loaded({ MobilePhone: '8 926 111-22-33', Phone: '8 495 765-43-21' });
  world.editPerson(901, { MobilePhone: '8 926 111-22', Phone: null });
  await world.sync();
  expect(list(world, 'PHONE')).toEqual(['+79261112233 MOB', '+74957654321 OTHER']);
  world.editPerson(901, { MobilePhone: 'нет' });
  await world.sync();
  expect(list(world, 'PHONE')).toEqual([]);
});

test.each(['нет', '-', '123-45-67', '+7 (   )', '00000'])(
  'a lead whose phone says %s is not taken over by a patient whose cell says the same',
  async (cell) => {
    await using world = await World.open({ patients: 1 });
    const lead = world.sandbox.crm.create({
      name: 'Клиент',
      phones: [{ value: cell, kind: 'MOB' }],
    });
    world.addPatient(901, { MobilePhone: cell });
    await world.sync();
    expect(world.contactOf(901).id).not.toBe(lead);
  },
);

describe("a colleague's phone", () => {
  const ours = '+79261112233';

  test('keeps its place and kind; ours is appended', async () => {
    await using world = await loaded({ MobilePhone: ours });
    world.sandbox.crm.edit(world.contactOf(901).id, {
      phones: [
        { value: '8 800 555 35 35', kind: 'HOME' },
        { value: ours, kind: 'FAX' },
        { value: '7(999)1234567', kind: 'WORKDD' },
      ],
    });
    world.editPerson(901, { Phone: '+74957654321' });
    await world.sync();
    expect(list(world, 'PHONE')).toEqual([
      '8 800 555 35 35 HOME',
      `${ours} FAX`,
      '7(999)1234567 WORKDD',
      '+74957654321 OTHER',
    ]);
  });

  test('stays when IDENT replaces its own, which goes', async () => {
    await using world = await loaded({ MobilePhone: ours });
    world.sandbox.crm.edit(world.contactOf(901).id, { addPhones: ['+74950000001'] });
    world.editPerson(901, { MobilePhone: '+79269998877' });
    await world.sync();
    expect(list(world, 'PHONE')).toEqual(['+74950000001 WORK', '+79269998877 MOB']);
  });

  test('stays when IDENT empties both cells', async () => {
    await using world = await loaded({ MobilePhone: ours, Phone: '+74957654321' });
    world.sandbox.crm.edit(world.contactOf(901).id, { addPhones: ['+74950000001'] });
    world.editPerson(901, { MobilePhone: null, Phone: null });
    await world.sync();
    expect(list(world, 'PHONE')).toEqual(['+74950000001 WORK']);
  });

  test('that IDENT gets to know later is still not ours to take out', async () => {
    await using world = await loaded({ MobilePhone: ours });
    world.sandbox.crm.edit(world.contactOf(901).id, { addPhones: ['8 (495) 000-00-01'] });
    world.editPerson(901, { Phone: '+74950000001' });
    const mark = world.mark();
    await world.sync();
    expect(list(world, 'PHONE')).toEqual([`${ours} MOB`, '8 (495) 000-00-01 WORK']);
    expect(world.requestsSince(mark).filter((line) => line.startsWith('PATCH'))).toHaveLength(1);
    world.editPerson(901, { Phone: null });
    await world.sync();
    expect(list(world, 'PHONE')).toEqual([`${ours} MOB`, '8 (495) 000-00-01 WORK']);
  });

  test('nothing is sent when IDENT’s are all there, in whatever notation', async () => {
    await using world = await loaded({ MobilePhone: ours });
    world.sandbox.crm.edit(world.contactOf(901).id, { phones: ['8-926-111-22-33'] });
    const before = world.writes().length;
    const deep = await world.deep();
    expect(world.writes()).toHaveLength(before);
    expect(deep.counts).toMatchObject({ updated: 0, unchanged: 4 });
  });

  test('ours that a person took out comes back with the deep pass', async () => {
    await using world = await loaded({ MobilePhone: ours });
    world.sandbox.crm.edit(world.contactOf(901).id, { phones: ['+74950000001'] });
    await world.deep();
    expect(list(world, 'PHONE')).toEqual(['+74950000001 WORK', `${ours} MOB`]);
  });
});

test('e-mails follow the same rules', async () => {
  await using world = await loaded({ Email: 'One@Example.ru' });
  world.sandbox.crm.edit(world.contactOf(901).id, {
    emails: ['boss@example.com', 'ONE@example.ru'],
  });
  world.editPerson(901, { Email: 'two@example.ru' });
  await world.sync();
  expect(list(world, 'EMAIL')).toEqual(['boss@example.com WORK', 'two@example.ru PRIV']);
  world.editPerson(901, { Email: null });
  await world.sync();
  expect(list(world, 'EMAIL')).toEqual(['boss@example.com WORK']);
});

test('a list of which only ours were left is emptied', async () => {
  await using world = await loaded({ MobilePhone: '+79261112233', Email: 'one@example.ru' });
  world.editPerson(901, { MobilePhone: null, Email: null });
  await world.sync();
  expect(world.contactOf(901)).toMatchObject({ phones: [], emails: [] });
});

test('a column that is not there any more empties no list and takes out no phone', async () => {
  await using world = await loaded({ MobilePhone: '+79261112233', Phone: '+74957654321' });
  const before = world.contactOf(901).phones;
  world.sql('alter table Persons drop column MobilePhone');
  await expect(world.deep()).rejects.toMatchObject({ code: 'IDENT_FIELDS_GONE' });
  await world.deep();
  expect(world.contactOf(901).phones).toEqual(before);
  world.editPerson(901, { Phone: '+74957654322' });
  await world.sync();
  expect(world.contactOf(901).phones).toEqual([...before, '+74957654322']);
});

test('switching «Дополнительный телефон» off takes out no phone that was sent before', async () => {
  await using world = await loaded({ MobilePhone: '+79261112233', Phone: '+74957654321' });
  const before = world.contactOf(901);
  world.options = { ...world.options, excluded: new Set(['extra_phone']) };
  await world.deep();
  world.editPerson(901, { City: 'Тула' });
  await world.sync();
  expect(world.contactOf(901)).toMatchObject({
    phones: before.phones,
    fields: { 'Дополнительный телефон': '+74957654321' },
  });
});

test('whatever stands in the cell, what we write is what we find again', () => {
  const typed = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc
      .array(
        fc.constantFrom(
          ...[
            '8',
            '+7',
            '7',
            '(925)',
            '925',
            '123',
            '45-67',
            ' ',
            ' ',
            ',',
            ';',
            '/',
            'доб. ',
            '12',
          ],
          ...[
            '#',
            'x',
            '.',
            'мама',
            '\n',
            '\t',
            '  ',
            '9',
            '1',
            '0',
            '+375 29',
            '1234567',
            '-',
            '|',
          ],
        ),
        { maxLength: 14 },
      )
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(typed, (text) => {
      for (const { value, key } of readPhoneCell(text).phones)
        expect(comparePhone(value)).toBe(key);
    }),
    { numRuns: 3000, seed: 20260302 },
  );
});
