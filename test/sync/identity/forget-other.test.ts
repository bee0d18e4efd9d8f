import { describe, expect, test } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { forgetPatient } from '../../../src/sync/command/forget.ts';
import { separatePatient } from '../../../src/sync/identity/held/separate.ts';
import { World } from '../../support/world.ts';

const other = {
  ...{ Surname: 'Чужой', Name: 'Некто', Patronymic: 'Ильич', Birthday: '1950-01-01' },
  ...{ MobilePhone: '+79997000001', Phone: null, Email: null, SNILS: null, INN: null },
};

async function forget(world: World) {
  const ident = await world.ident();
  try {
    return await forgetPatient(world.setup(ident), 1 as PatientId);
  } finally {
    await ident.close();
  }
}

/** Patient 1 is another person by now, while the contact shows who it was. */
async function otherUnderTheId({ stateLost }: { readonly stateLost: boolean }): Promise<World> {
  const world = await World.open({ patients: 8 });
  await world.sync();
  world.editPerson(1, other);
  if (stateLost) await world.installation('lost');
  return world;
}

const refused = { code: 'FORGET_OTHER_PERSON' };
const idField = { 'ID пациента IDENT': null };

describe('forgetting a patient whose number stands in another person’s contact', () => {
  test.each([
    ['of a held patient', true],
    ['of a linked patient who became another', false],
  ])('is refused, and the contact keeps everything: %s', async (_whose, stateLost) => {
    await using world = await otherUnderTheId({ stateLost });
    await world.sync();
    const before = world.contactOf(1);
    await expect(forget(world)).rejects.toMatchObject(refused);
    expect(world.contactOf(1)).toEqual(before);
    expect(await world.state.forgotten.among([1 as PatientId])).toEqual(new Set());
    expect((await world.deep()).counts).toMatchObject({ waiting: 1, forgotten: 0 });
  });

  test('is refused on a lost state before any pass', async () => {
    await using world = await otherUnderTheId({ stateLost: true });
    const before = world.contactOf(1);
    await expect(forget(world)).rejects.toMatchObject(refused);
    expect(world.contactOf(1)).toEqual(before);
  });

  test('goes on once a person has separated them: only the patient’s own contact is cleared', async () => {
    await using world = await otherUnderTheId({ stateLost: true });
    await world.sync();
    const { id } = world.contactOf(1);
    await separatePatient(world.state, 1 as PatientId);
    await expect(forget(world)).rejects.toMatchObject(refused);
    await world.sync();
    const kept = world.contacts().find((contact) => contact.id === id);
    const own = world.contactOf(1).id;
    expect(await forget(world)).toMatchObject({ contacts: [own] });
    expect(world.contacts().find((contact) => contact.id === id)).toEqual(kept);
  });

  test('goes on once a person took the number out of the contact', async () => {
    await using world = await otherUnderTheId({ stateLost: true });
    await world.sync();
    const { id } = world.contactOf(1);
    world.sandbox.crm.edit(id, { fields: idField });
    const kept = world.contacts();
    expect(await forget(world)).toMatchObject({ contacts: [] });
    expect(world.contacts()).toEqual(kept);
  });

  test('goes on once a person said that it is the same one', async () => {
    await using world = await otherUnderTheId({ stateLost: true });
    await world.sync();
    const { id } = world.contactOf(1);
    await world.state.rejected.retry({ ids: [1 as PatientId] });
    await world.sync();
    expect(await forget(world)).toMatchObject({ contacts: [id] });
  });

  test('leaves a second contact with that number, which shows another person, alone and is refused', async () => {
    await using world = await World.open({ patients: 8 });
    await world.sync();
    const stranger = world.sandbox.crm.create({
      name: 'Сидоров Олег Павлович',
      phones: ['+79160001122'],
      fields: { 'ID пациента IDENT': '1' },
    });
    const before = world.contacts();
    await expect(forget(world)).rejects.toMatchObject(refused);
    expect(world.contacts()).toEqual(before);
    world.sandbox.crm.edit(stranger, { fields: idField });
    expect((await forget(world)).contacts).toHaveLength(1);
  });
});
