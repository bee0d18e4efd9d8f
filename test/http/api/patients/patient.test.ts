import { describe, expect, test } from 'vitest';
import { contactFields } from '../../../../src/contact/model/fields.ts';
import type { PatientId } from '../../../../src/contact/model/patient-key.ts';
import { Office, type Reply } from '../office.ts';

interface Item {
  readonly item: string;
  readonly ident: string | null;
  readonly amo: string | null;
  readonly same: boolean | null;
  readonly acknowledged: string;
}

const itemOf = (reply: Reply, wanted: string): Item =>
  reply.json.items.find(({ item }: Item) => item === wanted);

const see = (office: Office, patientId: number) =>
  office.call('patient', { params: { patientId } });

describe('a patient', () => {
  test('is found by IDENT id, card number and contact id', async () => {
    await using office = await Office.signedIn();
    const { world } = office;
    await world.sync();
    world.editPatient(7, { CardNumber: 'К-000777' });
    const contactId = world.contactOf(7).id;
    const search = async (value: string) =>
      (await office.call('searchPatients', { body: { value } })).json.matches;
    const found = { patientId: 7, contactId, source: null };
    expect(await search('7')).toEqual([{ ...found, foundBy: 'patient-id' }]);
    expect(await search(' К-000777 ')).toEqual([{ ...found, foundBy: 'card-number' }]);
    expect(await search(String(contactId))).toEqual([{ ...found, foundBy: 'contact-id' }]);
    expect(await search('777777')).toEqual([]);
    expect((await office.call('searchPatients', { body: { value: '' } })).status).toBe(400);
  });

  test('is found by how the surname begins or by digits of the phone, and only how many were found is written down', async () => {
    await using office = await Office.signedIn();
    const { world } = office;
    for (const [id, name] of [
      [801, 'Пётр'],
      [802, 'Павел'],
    ] as const) {
      world.addPatient(id, {
        Surname: 'Зёрнышкин',
        Name: name,
        MobilePhone: `+7 (905) 777-0${id}`,
      });
    }
    await world.sync();
    const search = async (value: string) => {
      const { json } = await office.call('searchPatients', { body: { value } });
      return json.matches.map((one: { patientId: number; foundBy: string }) => [
        one.patientId,
        one.foundBy,
      ]);
    };
    const both = [
      [801, 'name'],
      [802, 'name'],
    ];
    expect(await search('зернышк')).toEqual(both);
    expect(await search('ЗЁР')).toEqual(both);
    expect(await search('Зёрнышкин Пав')).toEqual([[802, 'name']]);
    expect(await search('8 905 777-08-01')).toEqual([[801, 'phone']]);
    expect(await search('7770802')).toEqual([[802, 'phone']]);
    world.addPatient(803, { Surname: 'Ящерицын_Запас (Зёрнышкин)', Name: 'Олег' });
    expect(await search('Ящерицын_Запас (')).toEqual([[803, 'name']]);
    expect(await search('Ящерицын%Запас')).toEqual([]);
    expect(await search('ящерицын_запас (зер ол')).toEqual([[803, 'name']]);
    expect(await search('Ящерицын О.')).toEqual([[803, 'name']]);
    // Two letters, or six digits, are too little to go through everybody for.
    expect(await search('Зё')).toEqual([]);
    expect(await search('770802')).toEqual([]);
    expect(await office.actions()).toEqual([
      'sign-in-link',
      ...['search 2', 'search 2', 'search 1', 'search 1', 'search 1', 'search 1', 'search 0'],
      ...['search 1', 'search 1'],
    ]);
    const written = `${world.logged.join('')}${JSON.stringify(await world.state.actions.latest(50))}`;
    for (const word of ['ернышк', 'ЗЁР', '7770802', '905777']) expect(written).not.toContain(word);
  });

  test('who is one of many is shown among the first twenty, and that there are more is said', async () => {
    await using office = await Office.signedIn();
    for (let id = 801; id <= 825; id += 1) {
      office.world.addPatient(id, { Surname: 'Многих', Name: 'Лев' });
    }
    const { json } = await office.call('searchPatients', { body: { value: 'Многих' } });
    expect(json).toMatchObject({ more: true, away: [] });
    expect(json.matches).toHaveLength(20);
  });

  test('is shown from three sides, item by item', async () => {
    await using office = await Office.signedIn();
    const { world } = office;
    await world.sync();
    const reply = await see(office, 2);
    expect(reply.json).toMatchObject({
      ...{ patientId: 2, masked: true, inIdent: true, inAmo: true, link: 'linked' },
      contactUrl: `${world.sandbox.url}/contacts/detail/${world.contactOf(2).id}`,
      ...{ forgotten: false, uncertainSince: null, rejected: null },
    });
    expect(reply.json.items).toHaveLength(3 + contactFields.length);
    for (const one of reply.json.items) {
      expect(one).toMatchObject({ same: true, acknowledged: 'same', identKnown: true, on: true });
    }
    // Changed in IDENT and not yet carried over.
    world.editPerson(2, { City: 'Тверь' });
    expect(itemOf(await see(office, 2), 'city')).toMatchObject({
      ...{ same: false, acknowledged: 'differs' },
    });
    // Changed in amoCRM: what was acknowledged is still what IDENT says.
    await world.sync();
    world.sandbox.crm.edit(world.contactOf(2).id, { name: 'Иначе' });
    expect(itemOf(await see(office, 2), 'name')).toMatchObject({
      ...{ same: false, acknowledged: 'same' },
    });
  });

  test('has no contact before it is carried over, and no values in IDENT once it is gone there', async () => {
    await using office = await Office.signedIn();
    const { world } = office;
    await world.sync();
    world.addPatient(900, { Surname: 'Новая', Name: 'Нина' });
    expect((await see(office, 900)).json).toMatchObject({
      ...{ contactId: null, contactUrl: null, inAmo: false, link: null },
    });
    expect(itemOf(await see(office, 900), 'name')).toMatchObject({
      ...{ amo: null, same: null, acknowledged: 'none' },
    });
    world.sql('delete from Patients where ID_Persons = 3');
    expect((await see(office, 3)).json).toMatchObject({ inIdent: false, inAmo: true });
    expect(itemOf(await see(office, 3), 'name')).toMatchObject({
      ...{ ident: null, identKnown: false, same: null, acknowledged: 'unknown' },
    });
    expect((await see(office, 901)).json.error.code).toBe('NOT_FOUND');
    expect((await office.fetch('/api/patients/eins')).json.error.code).toBe('BAD_REQUEST');
  });

  test('cannot be shown before the account’s fields are known', async () => {
    await using office = await Office.signedIn({ fields: false });
    expect((await see(office, 1)).json.error.code).toBe('NOT_SET_UP');
  });

  test('shows values only on demand, and that is written down before they are', async () => {
    await using office = await Office.signedIn();
    const { world } = office;
    world.editPerson(1, { Surname: 'Канарейкина', Name: 'Желтопёра' });
    await world.sync();
    const masked = await see(office, 1);
    expect(masked.text).not.toContain('анарейкин');
    expect(itemOf(masked, 'name').ident).toMatch(/^К•+ Ж•+/);
    const revealed = await office.call('revealPatient', { params: { patientId: 1 } });
    expect(revealed.json.masked).toBe(false);
    expect(itemOf(revealed, 'name').ident).toMatch(/^Канарейкина Желтопёра/);
    expect(await office.actions()).toEqual(['sign-in-link', 'reveal 1']);
    expect(
      (await office.call('patientHistory', { params: { patientId: 1 } })).json.events,
    ).toMatchObject([
      { type: 'action', action: 'reveal', actor: 'dashboard' },
      { type: 'change', kind: 'created' },
    ]);
    office.csrf = '';
    expect((await office.call('revealPatient', { params: { patientId: 1 } })).status).toBe(403);
  });

  test('is carried over at once, while nobody else works on the account', async () => {
    await using office = await Office.signedIn();
    const { world } = office;
    await world.sync();
    world.editPerson(6, { City: 'Калуга' });
    const synced = await office.call('syncPatient', { params: { patientId: 6 } });
    expect(synced.json).toMatchObject({ outcome: 'updated', view: { patientId: 6, masked: true } });
    expect(synced.json.sent).toContain('city');
    expect(world.contactOf(6).fields['Город']).toBe('Калуга');
    const again = await office.call('syncPatient', { params: { patientId: 6 } });
    expect(again.json).toMatchObject({ outcome: 'unchanged', sent: [] });
    expect(await office.actions()).toContain('sync-patient 6');
    expect((await office.call('runs', { query: { mode: 'patients' } })).json.runs).toHaveLength(2);
  });

  test('is not waited for behind a long pass', async () => {
    // The patience is not what is tested: it is over at once.
    await using office = await Office.signedIn({
      clinic: ({ clock }) => ({
        clock: {
          now: () => clock.now(),
          monotonic: () => clock.monotonic(),
          sleep: async () => undefined,
        },
      }),
    });
    await office.world.sync();
    const held = await office.world.state.passLock.acquire({ command: 'sync', wait: true });
    const busy = await office.call('syncPatient', { params: { patientId: 6 } });
    expect(busy.status).toBe(409);
    expect(busy.json.error).toMatchObject({ code: 'BUSY', retryable: true });
    expect((await see(office, 6)).status).toBe(200);
    held.release();
  });

  test('has a history of what was written, found, and done by people', async () => {
    await using office = await Office.signedIn();
    const { world } = office;
    await world.sync();
    world.sandbox.crm.edit(world.contactOf(4).id, { name: 'Иначе' });
    const { runId } = await world.deep();
    await world.state.actions.add({
      ...{ at: world.clock.now() + 1, actor: 'cli', action: 'retry', subject: '4' },
    });
    // Four that a search found, or four fields that were made, are not patient 4.
    for (const action of ['search', 'create-fields', 'export-report']) {
      await world.state.actions.add({ at: world.clock.now(), actor: 'cli', action, subject: '4' });
    }
    world.editPerson(4, { City: 'Тверь' });
    await world.sync();
    const { json } = await office.call('patientHistory', { params: { patientId: 4 } });
    expect(json.events).toMatchObject([
      { type: 'change', kind: 'updated', items: [{ ru: 'Город' }, { ru: 'Дата изменения' }] },
      { type: 'action', action: 'retry', actor: 'cli' },
      {
        type: 'finding',
        runId,
        kind: 'name-edited',
        severity: 'attention',
        subject: { en: 'Name' },
      },
      { type: 'change', kind: 'created', items: [] },
    ]);
    expect(json.events).toHaveLength(4);
  });

  test('on the do-not-sync list is said to be there', async () => {
    await using office = await Office.signedIn();
    await office.world.sync();
    await office.world.state.forgotten.add(8 as PatientId, office.world.clock.now()); // named by a plain number
    expect((await see(office, 8)).json).toMatchObject({ forgotten: true });
  });
});
