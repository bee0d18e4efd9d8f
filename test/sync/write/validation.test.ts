import { expect, test } from 'vitest';
import {
  type Answered,
  afterAnswer,
  beforeRequest,
  onlyTitle,
} from '../../support/http/tampered-fetch.ts';
import { World } from '../../support/world.ts';

const path = '^/api/v4/contacts$';
const creates = { method: 'POST', path };
const updates = { method: 'PATCH', path };

/** Every create of these patients is refused. */
const refuse = (world: World, ...patients: number[]) =>
  world.sandbox.faults.add({
    match: creates,
    times: null,
    fault: {
      kind: 'reject',
      where: (row) => patients.some((patient) => requestIdOf(row) === String(patient)),
      code: 'InvalidType',
      path: 'custom_fields_values.1.values.0.value',
    },
  });

const requestIdOf = (row: unknown): unknown =>
  typeof row === 'object' && row !== null && 'request_id' in row ? row.request_id : null;

/** A 400 of one row that does not say which: amoCRM's title and nothing else. */
const nobodyNamed = (answered: Answered) => (answered.status === 400 ? onlyTitle(400) : null);

test('a create that names bad rows queues them with code and field, and writes all others', async () => {
  await using world = await World.open({ patients: 20, sync: { batchSize: 10 } });
  refuse(world, 4, 13);
  const result = await world.sync();
  expect(result).toMatchObject({ outcome: 'rows-rejected', counts: { created: 18, rejected: 2 } });
  expect(world.notOnce()).toEqual(['patient 4: 0 contacts', 'patient 13: 0 contacts']);
  const queue = await world.state.rejected.all();
  expect(queue.map(({ patientId }) => patientId)).toEqual([4, 13]);
  for (const row of queue) expect(row).toMatchObject({ code: 'InvalidType', attempts: 1 });
  expect(queue[0]?.subject).toMatch(/^[a-z_]+$/);
  expect(await world.state.intents.all()).toEqual([]);
});

test('after a refused create the newest contacts are looked at before the others are sent', async () => {
  await using world = await World.open({ patients: 10, sync: { batchSize: 10 } });
  refuse(world, 4);
  await world.sync();
  const { requests } = world.sandbox.log;
  const refused = requests.findIndex(({ method, status }) => method === 'POST' && status === 400);
  const next = requests.slice(refused + 1).filter((request) => request.path === '/api/v4/contacts');
  expect(next.map(({ method }) => method)).toEqual(['GET', 'GET', 'POST']);
  expect(next[0]?.query).toContain('desc');
  expect(next[1]?.query).toContain('query=');
});

test('a create that was refused although it was carried out doubles nobody', async () => {
  await using world = await World.open({ patients: 10, sync: { batchSize: 10 } });
  let lies = 1;
  world.amo = world.client(
    afterAnswer(({ method, status }) => {
      if (method !== 'POST' || status !== 200 || lies === 0) return null;
      lies -= 1;
      return Response.json(
        {
          'validation-errors': [
            { request_id: '3', errors: [{ code: 'InvalidType', path: 'name', detail: '' }] },
          ],
        },
        { status: 400 },
      );
    }),
  );
  const result = await world.sync();
  expect(result).toMatchObject({ outcome: 'ok', counts: { created: 10, rejected: 0 } });
  expect(world.notOnce()).toEqual([]);
});

test('a bare 400 to a create that was carried out doubles nobody', async () => {
  await using world = await World.open({ patients: 10, sync: { batchSize: 10 } });
  world.sandbox.faults.add({
    match: creates,
    fault: { kind: 'status', status: 400, when: 'after' },
  });
  expect(await world.sync()).toMatchObject({ mode: 'deep', outcome: 'ok', reason: 'first' });
  expect(world.notOnce()).toEqual([]);
});

test('a refusal that names nobody is narrowed down by halves to the bad rows', async () => {
  await using world = await World.open({ patients: 16, sync: { batchSize: 16 } });
  refuse(world, 5, 11);
  world.amo = world.client(afterAnswer(nobodyNamed));
  const result = await world.sync();
  expect(result).toMatchObject({ outcome: 'rows-rejected', counts: { created: 14, rejected: 2 } });
  expect(world.notOnce()).toEqual(['patient 5: 0 contacts', 'patient 11: 0 contacts']);
  expect(await world.state.rejected.all()).toMatchObject([
    { patientId: 5, code: 'Refused' },
    { patientId: 11, code: 'Refused' },
  ]);
});

test('where every row of a batch is refused without a name it is not about the rows: the pass ends', async () => {
  await using world = await World.open({ patients: 8, sync: { batchSize: 8 } });
  world.sandbox.faults.add({
    match: creates,
    times: null,
    fault: { kind: 'status', status: 400, when: 'before' },
  });
  await expect(world.sync()).rejects.toMatchObject({ code: 'AMO_BAD_REQUEST', exit: 1 });
  expect(await world.state.rejected.all()).toEqual([]);
  expect(await world.state.intents.all()).toEqual([]);
  world.sandbox.faults.clear();
  await world.sync();
  expect(world.notOnce()).toEqual([]);
});

test('an update that names bad rows queues them, keeps their hashes, and writes all others', async () => {
  await using world = await World.open({ patients: 10, sync: { batchSize: 10 } });
  await world.sync();
  for (const id of [2, 3, 4]) world.editPerson(id, { City: `Город ${id}` });
  world.sandbox.faults.add({
    match: updates,
    times: null,
    fault: {
      kind: 'reject',
      where: (row) => requestIdOf(row) === '3',
      path: 'custom_fields_values.0.values.0.value',
    },
  });
  const before = await world.state.links.ofPatients(ids(3));
  const result = await world.sync();
  expect(result).toMatchObject({ outcome: 'rows-rejected', counts: { updated: 2, rejected: 1 } });
  expect(await world.state.rejected.all()).toMatchObject([{ patientId: 3, subject: 'city' }]);
  expect(await world.state.links.ofPatients(ids(3))).toEqual(before);
  expect(world.contactsOf(4)[0]?.fields['Город']).toBe('Город 4');
});

test('an update refused without a name is narrowed down by halves to the bad row', async () => {
  await using world = await World.open({ patients: 10, sync: { batchSize: 10 } });
  await world.sync();
  for (const id of [2, 3, 4, 5]) world.editPerson(id, { City: `Город ${id}` });
  world.sandbox.faults.add({
    match: updates,
    times: null,
    fault: { kind: 'reject', where: (row) => requestIdOf(row) === '5' },
  });
  world.amo = world.client(afterAnswer(nobodyNamed));
  const result = await world.sync();
  expect(result.counts).toMatchObject({ updated: 3, rejected: 1 });
  expect(await world.state.rejected.all()).toMatchObject([{ patientId: 5, code: 'Refused' }]);
});

test('a rejected row waits until its values change, a deep pass comes or a person asks', async () => {
  await using world = await World.open({ patients: 5, sync: { batchSize: 5 } });
  const refusal = refuse(world, 4);
  await world.sync();
  world.sandbox.faults.remove(refusal);
  const posts = () => world.writes().filter((write) => write.startsWith('POST')).length;
  const sent = posts();
  expect(await world.sync()).toMatchObject({ mode: 'incremental' });
  expect(posts()).toBe(sent);

  world.editPerson(4, { City: 'Другой' });
  expect((await world.sync()).counts).toMatchObject({ created: 1, waiting: 0 });
  expect(world.notOnce()).toEqual([]);
  expect(await world.state.rejected.all()).toHaveLength(0);
});

test('a rejected row that a person wants retried goes with the next pass', async () => {
  await using world = await World.open({ patients: 5, sync: { batchSize: 5 } });
  const refusal = refuse(world, 4);
  await world.sync();
  world.sandbox.faults.remove(refusal);
  expect(await world.state.rejected.retry()).toBe(1);
  expect(await world.sync()).toMatchObject({ mode: 'incremental', counts: { created: 1 } });
  expect(world.notOnce()).toEqual([]);
});

test('a rejected row goes again with a deep pass, and stays queued when it is refused again', async () => {
  await using world = await World.open({ patients: 5, sync: { batchSize: 5 } });
  const refusal = refuse(world, 4);
  await world.sync();
  await world.deep();
  expect(await world.state.rejected.all()).toMatchObject([{ patientId: 4, attempts: 2 }]);
  world.sandbox.faults.remove(refusal);
  await world.deep();
  expect(world.notOnce()).toEqual([]);
});

test('a field that vanishes in mid-pass stops the pass, names the field and rejects no row', async () => {
  await using world = await World.open({ patients: 10, sync: { batchSize: 5 } });
  world.amo = world.client(
    beforeRequest('POST', () => world.sandbox.crm.deleteField('ID пациента IDENT')),
  );
  await expect(world.sync()).rejects.toMatchObject({
    code: 'FIELDS_CHANGED',
    exit: 1,
    message: expect.stringContaining('ID пациента IDENT'),
  });
  expect(await world.state.rejected.all()).toEqual([]);
  expect(await world.state.intents.all()).toEqual([]);
  expect(world.contacts()).toEqual([]);
});

test('a choice that vanishes in mid-pass stops the pass and rejects no row', async () => {
  await using world = await World.open({ patients: 10, sync: { batchSize: 5 } });
  world.amo = world.client(
    beforeRequest('POST', () => {
      const sex = world.sandbox.crm.fields().find(({ name }) => name === 'Пол');
      world.sandbox.crm.changeField('Пол', { enums: (sex?.enums ?? []).slice(0, 1) });
    }),
  );
  await expect(world.sync()).rejects.toMatchObject({ code: 'FIELDS_CHANGED' });
  expect(await world.state.rejected.all()).toEqual([]);
});

const ids = (...numbers: number[]) =>
  // Patients of the sample database.
  numbers as unknown as Parameters<World['state']['links']['ofPatients']>[0];
