import { describe, expect, test } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import type { FieldKey } from '../../../src/contact/model/table.ts';
import { World } from '../../support/world.ts';
import { type Death, passThatDies } from '../creates/mortal.ts';
import { forget, loaded, ourFields, rowsNaming, seen } from './forgotten.ts';

const idField = 'ID пациента IDENT';

const one = 1 as PatientId;

/** No pass touches the contact, counts the patient as anything else, or names it. */
async function expectLeftAlone(world: World, contactId: number | null): Promise<void> {
  const before = contactId === null ? null : world.sandbox.crm.contact(contactId);
  const contacts = world.contacts().length;
  world.editPerson(1, { City: 'Тула' });
  const passes = [await world.sync(), await world.deep()];
  for (const { counts, findings } of passes) {
    expect(counts).toMatchObject({ forgotten: 1, created: 0, updated: 0, adopted: 0, relinked: 0 });
    expect(findings).toEqual([]);
  }
  expect(world.contacts()).toHaveLength(contacts);
  if (contactId !== null) expect(world.sandbox.crm.contact(contactId)).toEqual(before);
  expect(await rowsNaming(world, 1)).toEqual({ forgotten: 1 });
}

describe('a forgotten patient', () => {
  test('leaves its contact with its name, tags and what people typed, and nothing of ours', async () => {
    await using world = await loaded();
    const { id, name, phones } = world.contactOf(1);
    world.sandbox.crm.edit(id, {
      fields: { Город: 'Рига' },
      phones: [...phones, '+79990001122'],
      emails: ['secretary@example.org'],
      tags: ['VIP'],
    });
    await world.deep();
    world.sandbox.crm.edit(id, { fields: { Город: 'Рига' } });
    const result = await forget(world);
    expect(result).toMatchObject({ patientId: 1, contacts: [id], again: false });
    expect(seen(world, id)).toEqual({
      ...{ id, name, tags: ['VIP'] },
      fields: expect.objectContaining({ Город: 'Рига' }),
      phones: ['+79990001122'],
      emails: ['secretary@example.org'],
    });
    expect(ourFields(world, id)).toEqual(['Город']);
    expect(await rowsNaming(world, 1)).toEqual({ forgotten: 1 });
  });

  test('is left alone by every pass that follows', async () => {
    await using world = await loaded();
    const { id } = world.contactOf(1);
    await forget(world);
    await expectLeftAlone(world, id);
  });

  test('costs an incremental pass no request', async () => {
    await using world = await loaded();
    await forget(world);
    world.editPerson(1, { City: 'Тула' });
    expect(await world.sync()).toMatchObject({ requests: 0, outcome: 'ok' });
  });

  test('that vanishes from IDENT too is not marked as removed', async () => {
    await using world = await loaded();
    const { id } = world.contactOf(1);
    await forget(world);
    world.sql('delete from Patients where ID_Persons = 1');
    expect((await world.deep()).counts).toMatchObject({ forgotten: 0, removed: 0, missing: 0 });
    expect(ourFields(world, id)).toEqual([]);
  });

  test('is refused by a pass over single patients', async () => {
    await using world = await loaded();
    await forget(world);
    const alone = world.sync({ mode: { patients: [one] } });
    await expect(alone).rejects.toMatchObject({ code: 'PATIENT_FORGOTTEN' });
  });

  test('whom IDENT has, and amoCRM not yet, is never created', async () => {
    await using world = await World.open({ patients: 3 });
    expect(await forget(world)).toMatchObject({ contacts: [] });
    expect((await world.sync()).counts).toMatchObject({ created: 2, forgotten: 1 });
    expect(world.contactsOf(1)).toEqual([]);
  });

  test('whose contact was deleted is dropped all the same', async () => {
    await using world = await loaded();
    const { id } = world.contactOf(1);
    world.sandbox.crm.delete(id);
    expect(await forget(world)).toMatchObject({ contacts: [] });
    await expectLeftAlone(world, null);
  });

  test('whose contact comes back from the trash is reported, and cleared when it is forgotten again', async () => {
    await using world = await loaded();
    const { id } = world.contactOf(1);
    world.sandbox.crm.delete(id);
    await forget(world);
    world.sandbox.crm.restore(id);
    const deep = await world.deep();
    expect(deep.findings).toMatchObject([{ kind: 'forgotten', patientId: 1, contactId: id }]);
    expect(deep.counts).toMatchObject({ updated: 0, relinked: 0 });
    expect(await forget(world)).toMatchObject({ contacts: [id], again: true });
    expect(ourFields(world, id)).toEqual([]);
    await expectLeftAlone(world, id);
  });

  test('that stands in two contacts is cleared in both', async () => {
    await using world = await loaded();
    const { id, fields } = world.contactOf(1);
    const copy = world.sandbox.crm.create({
      name: 'Иванов',
      fields: { [idField]: '1', ИНН: String(fields['ИНН']), Источник: 'от соседа' },
    });
    await world.deep();
    expect((await forget(world)).contacts.toSorted()).toEqual([id, copy].toSorted());
    expect(ourFields(world, id)).toEqual([]);
    expect(ourFields(world, copy)).toEqual(['Источник']);
    await expectLeftAlone(world, copy);
  });

  test('whose contact now carries another patient leaves that one alone', async () => {
    await using world = await loaded();
    const first = world.contactOf(1).id;
    const other = world.contactOf(2);
    world.sandbox.crm.merge(other.id, first);
    const before = world.sandbox.crm.contact(other.id);
    expect(await forget(world)).toMatchObject({ contacts: [] });
    expect(world.sandbox.crm.contact(other.id)).toEqual(before);
  });

  test('is cleared in fields that are switched off by now, too', async () => {
    await using world = await loaded();
    const { id } = world.contactOf(1);
    world.options = { ...world.options, excluded: new Set<FieldKey>(['passport', 'snils']) };
    await forget(world);
    expect(ourFields(world, id)).toEqual([]);
  });

  test('whom IDENT does not know is still found by the contact that names them', async () => {
    await using world = await loaded();
    const { id } = world.contactOf(1);
    world.sql('delete from Patients where ID_Persons = 1');
    await world.installation('new');
    expect(await forget(world)).toMatchObject({ contacts: [id] });
    expect(seen(world, id)?.fields).not.toHaveProperty(idField);
  });

  test('is found also where the create of its contact was not answered', async () => {
    await using world = await World.open({ patients: 3 });
    const death = { at: 'write', nth: 1, when: 'after' } as const;
    expect(await passThatDies(world, death)).toBe(true);
    expect((await world.state.intents.all()).map(({ patientId }) => patientId)).toContain(1);
    const { id } = world.contactOf(1);
    expect(await forget(world)).toMatchObject({ contacts: [id] });
    expect(ourFields(world, id)).toEqual([]);
    expect(seen(world, id)?.phones).toEqual([]);
    expect((await world.sync()).counts).toMatchObject({ forgotten: 1 });
    expect(world.contacts()).toHaveLength(3);
  });
});

describe('forgetting', () => {
  test('a patient whom nobody knows is refused, and lists nobody', async () => {
    await using world = await loaded();
    await expect(forget(world, 4711)).rejects.toMatchObject({ code: 'PATIENT_UNKNOWN' });
    const listed = await world.state.db.selectFrom('forgotten').selectAll().execute();
    expect(listed).toEqual([]);
  });

  test('twice finds nothing more to do', async () => {
    await using world = await loaded();
    await forget(world);
    const before = world.writes().length;
    expect(await forget(world)).toMatchObject({ contacts: [], again: true });
    expect(world.writes()).toHaveLength(before);
  });

  test('that amoCRM refuses says so, keeps the patient on the list, and can be repeated', async () => {
    await using world = await loaded();
    const { id } = world.contactOf(1);
    world.sandbox.faults.add({
      match: { method: 'PATCH' },
      fault: { kind: 'reject', rows: [0] },
    });
    await expect(forget(world)).rejects.toMatchObject({ code: 'FORGET_INCOMPLETE' });
    expect((await world.sync()).counts).toMatchObject({ created: 0, updated: 0 });
    expect(await forget(world)).toMatchObject({ contacts: [id], again: true });
    expect(ourFields(world, id)).toEqual([]);
    expect(await rowsNaming(world, 1)).toEqual({ forgotten: 1 });
  });

  test.for([
    { at: 'request', when: 'before' },
    { at: 'request', when: 'after' },
    { at: 'transaction', when: 'before' },
    { at: 'transaction', when: 'after' },
  ] as const)(
    'that was killed $when any $at never brings the patient back, and is finished by repeating it',
    async (kind) => {
      let places = 0;
      for (let nth = 1; ; nth += 1) {
        await using world = await loaded({ patients: 2 });
        const { id } = world.contactOf(1);
        const death: Death = { ...kind, nth };
        const died = await passThatDies(world, death, (state) => forget(world, 1, state));
        if (!died) break;
        places += 1;
        const listed = (await world.state.forgotten.among([one])).has(one);
        for (const { counts } of [await world.sync(), await world.deep()]) {
          expect(counts, `${nth}`).toMatchObject({ created: 0, adopted: 0 });
          if (listed) expect(counts, `${nth}`).toMatchObject({ updated: 0 });
        }
        await forget(world);
        expect(ourFields(world, id), `${nth}`).toEqual([]);
        expect(await rowsNaming(world, 1)).toEqual({ forgotten: 1 });
        expect(world.contacts()).toHaveLength(2);
      }
      expect(places).toBeGreaterThan(1);
    },
  );

  test('names nobody in the log', async () => {
    await using world = await loaded();
    const { name, phones, fields } = world.contactOf(1);
    await forget(world);
    const log = world.logged.join('\n');
    for (const value of [name, ...phones, fields['Паспорт'], fields['Адрес']]) {
      expect(log).not.toContain(String(value));
    }
  });
});
