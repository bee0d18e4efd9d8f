import { describe, expect, test } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import type { FieldKey } from '../../../src/contact/model/table.ts';
import type { State } from '../../../src/state/open-state.ts';
import { forgetPatient, recallPatient } from '../../../src/sync/command/forget.ts';
import { fieldTypes } from '../../support/expected/mirror.ts';
import { shape } from '../../support/state/random-state.ts';
import { World } from '../../support/world.ts';
import { type Death, passThatDies } from '../creates/mortal.ts';

const idField = 'ID пациента IDENT';
const one = 1 as PatientId;

/** A world in which all patients stand in amoCRM. */
async function loaded(options: Parameters<typeof World.open>[0] = {}): Promise<World> {
  const world = await World.open({ patients: 3, ...options });
  await world.sync();
  return world;
}

async function forget(world: World, id = 1, state: State = world.state) {
  const ident = await world.ident();
  try {
    return await forgetPatient({ ...world.setup(ident), state }, id as PatientId);
  } finally {
    await ident.close();
  }
}

const seen = (world: World, id: number) => world.contacts().find((contact) => contact.id === id);

const ourFields = (world: World, id: number) =>
  Object.keys(seen(world, id)?.fields ?? {}).filter((name) => Object.hasOwn(fieldTypes, name));

/** Rows of the state, by table, that name a patient. */
async function rowsNaming(
  { state }: World,
  patientId: number,
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const { name, columns } of await shape()) {
    if (!columns.some((column) => column.name === 'patient_id')) continue;
    const rows = await state.db
      .selectFrom(name as 'links') // one of those that name patients
      .select('patient_id')
      .where('patient_id', '=', patientId as PatientId)
      .execute();
    if (rows.length > 0) counts[name] = rows.length;
  }
  return counts;
}

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

describe('a patient who is recalled', () => {
  test('is created by the next pass, without any change in IDENT, and only once', async () => {
    await using world = await loaded();
    await forget(world);
    expect(await recallPatient(world.state, 1 as PatientId)).toBe(true);
    const next = await world.sync();
    expect(next).toMatchObject({ mode: 'incremental', counts: { forgotten: 0 } });
    expect(world.contactsOf(1)).toHaveLength(1);
    expect(await world.sync()).toMatchObject({ requests: 0, outcome: 'ok' });
    expect(await rowsNaming(world, 1)).not.toHaveProperty('forgotten');
  });

  test('stays due until a pass has come to its end', async () => {
    await using world = await loaded();
    await forget(world);
    await recallPatient(world.state, 1 as PatientId);
    world.sandbox.faults.add({ times: null, fault: { kind: 'status', status: 402, body: 'json' } });
    await expect(world.sync()).rejects.toThrow();
    world.sandbox.faults.clear();
    await world.sync();
    expect(world.contactsOf(1)).toHaveLength(1);
  });

  test('without having been on the list changes nothing', async () => {
    await using world = await loaded();
    expect(await recallPatient(world.state, 1 as PatientId)).toBe(false);
    expect(await world.sync()).toMatchObject({ requests: 0 });
  });
});

test('an update that is still on its way is waited for, and what it brings is cleared as well', async () => {
  await using world = await loaded();
  const { id } = world.contactOf(1);
  world.editPerson(1, { City: 'Тула' });
  const stop = new AbortController();
  world.sandbox.faults.add({
    match: { method: 'PATCH', path: '^/api/v4/contacts$' },
    times: null,
    fault: { kind: 'late-commit', ms: 30_000 },
  });
  void world.clock.sleep(5_000).then(() => stop.abort(new Error('stopped')));
  await expect(world.sync({}, { signal: stop.signal })).rejects.toThrow('stopped');
  expect(await world.state.intents.late()).toHaveLength(1);
  world.sandbox.faults.clear();
  const begun = world.clock.monotonic();
  await forget(world);
  const waited = world.clock.monotonic() - begun;
  // Till the request can arrive, and show, no more, and no longer.
  expect(waited).toBeGreaterThan(30_000);
  expect(waited).toBeLessThan(77_000);
  expect(ourFields(world, id)).toEqual([]);
  expect(await world.state.intents.late()).toEqual([]);
});
