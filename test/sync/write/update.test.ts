import { describe, expect, test } from 'vitest';
import type { FieldKey } from '../../../src/contact/model/table.ts';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import { runClear } from '../../../src/sync/command/clear-field.ts';
import { beforeRequest } from '../../support/http/tampered-fetch.ts';
import { loaded, patches, updates } from './write-world.ts';

const unknown: Readonly<Record<string, Fault>> = {
  'a 500 after the commit': { kind: 'status', status: 500, when: 'after' },
  'a 504 before the commit': { kind: 'status', status: 504, when: 'before' },
  'a connection dropped after the commit': { kind: 'drop', when: 'after' },
  'a connection that stays half-open': { kind: 'hang', when: 'before' },
  'an answer that is not JSON': { kind: 'garbage', body: 'text' },
  'an answer that names no row': { kind: 'omit', rows: [0, 1] },
  'a commit 30 s after the connection ended': { kind: 'late-commit', ms: 30_000 },
};

test.for(Object.entries(unknown))('%s: the update is repeated and read back', async ([, fault]) => {
  await using world = await loaded();
  world.editPerson(2, { City: 'Тверь' });
  world.editPerson(3, { City: null });
  world.sandbox.faults.add({ match: updates, fault });
  const begun = world.clock.elapsed;
  const result = await world.sync();
  expect(result.outcome).toBe('ok');
  const { updated = 0, acknowledged = 0 } = result.counts;
  // Patient 3's field may be seen to be empty by now: then there is nothing to repeat.
  expect(updated + acknowledged).toBe(2);
  expect(world.contactOf(2).fields['Город']).toBe('Тверь');
  expect(world.contactOf(3).fields['Город']).toBeUndefined();
  expect(patches(world)).toBeGreaterThan(1);
  // Read back once nothing of the first request could arrive any more.
  expect(world.clock.elapsed - begun).toBeGreaterThan(60_000);
  expect(await world.state.intents.late()).toEqual([]);
  expect(await world.sync()).toMatchObject({ requests: 0 });
});

test('a row that the answer does not name keeps its hashes until one does', async () => {
  await using world = await loaded();
  world.editPerson(2, { City: 'Тверь' });
  world.editPerson(3, { City: 'Псков' });
  world.sandbox.faults.add({ match: updates, times: null, fault: { kind: 'omit', rows: [1] } });
  await expect(world.sync()).resolves.toMatchObject({ counts: { updated: 2 } });
  const sizes = world.sandbox.log.requests
    .filter(({ method }) => method === 'PATCH')
    .map(({ updatedIds }) => updatedIds.length);
  expect(sizes).toEqual([2, 1]);
});

describe('a row that amoCRM passes over every time', () => {
  /** As if amoCRM did not see that row of a batch. */
  const blindTo =
    (patient: string): typeof globalThis.fetch =>
    async (input, init) => {
      if (init?.method === undefined || init.method === 'GET') return await fetch(input, init);
      const rows: { request_id: string }[] = JSON.parse(String(init.body));
      const seen = rows.filter((row) => row.request_id !== patient);
      if (seen.length === 0) return Response.json({ _links: {}, _embedded: { contacts: [] } });
      return await fetch(input, { ...init, body: JSON.stringify(seen) });
    };

  test('is queued, and does not hold up the others', async () => {
    await using world = await loaded();
    world.editPerson(2, { City: 'Тверь' });
    world.editPerson(3, { City: 'Псков' });
    world.addPatient(901, { Name: 'Анна' });
    world.addPatient(902, { Name: 'Борис' });
    world.amo = world.client(blindTo('3'));
    expect(await world.sync()).toMatchObject({
      outcome: 'rows-rejected',
      counts: { updated: 1, created: 2, rejected: 1 },
    });
    expect(await world.state.rejected.all()).toMatchObject([{ patientId: 3, code: 'Refused' }]);
    world.amo = world.client(blindTo('902'));
    expect((await world.deep()).counts).toMatchObject({ updated: 1, rejected: 0 });
  });

  test('in a create is queued as well, and nobody is doubled', async () => {
    await using world = await loaded();
    world.addPatient(901, { Name: 'Анна' });
    world.addPatient(902, { Name: 'Борис' });
    world.amo = world.client(blindTo('902'));
    expect((await world.sync()).counts).toMatchObject({ created: 1, rejected: 1 });
    expect(world.notOnce()).toEqual(['patient 902: 0 contacts']);
    expect(await world.state.intents.all()).toEqual([]);
    world.amo = world.client();
    await world.deep();
    expect(world.notOnce()).toEqual([]);
  });

  test('because its contact is gone is missing', async () => {
    await using world = await loaded();
    const { id } = world.contactOf(3);
    world.editPerson(2, { City: 'Тверь' });
    world.editPerson(3, { City: 'Псков' });
    world.sandbox.crm.delete(id);
    world.amo = world.client(blindTo('3'));
    expect(await world.sync()).toMatchObject({
      outcome: 'ok',
      counts: { updated: 1, missing: 1, rejected: 0 },
    });
  });
});

test('a field that is being cleared is cleared also after an unknown outcome', async () => {
  await using world = await loaded();
  for (const id of [1, 2, 3, 4]) world.editPerson(id, { City: 'Тверь' });
  await world.sync();
  world.options = { ...world.options, excluded: new Set<FieldKey>(['city']) };
  world.sandbox.faults.add({ match: updates, fault: { kind: 'drop', when: 'before' } });
  const ident = await world.ident();
  await runClear(world.setup(ident), 'city', { allowMassChange: 4 });
  await ident.close();
  expect(world.contacts().map(({ fields }) => fields['Город'])).toEqual(Array(4).fill(undefined));
});

describe('a contact that a person deleted', () => {
  test('is missing, is told, and is not made anew', async () => {
    await using world = await loaded();
    const { id } = world.contactOf(2);
    world.editPerson(2, { City: 'Тверь' });
    world.editPerson(3, { City: 'Псков' });
    world.sandbox.crm.delete(id);
    const result = await world.sync();
    expect(result.counts).toMatchObject({ missing: 1, updated: 1, created: 0 });
    expect(result.findings).toMatchObject([{ kind: 'missing', patientId: 2, contactId: id }]);
    expect(world.contactsOf(2)).toEqual([]);
    world.editPerson(2, { City: 'Орёл' });
    const mark = world.mark();
    expect((await world.sync()).counts).toMatchObject({ missing: 1, created: 0 });
    expect(world.requestsSince(mark)).toEqual([]);
  });

  test('between the reading of its phones and the write is missing too', async () => {
    await using world = await loaded();
    const { id } = world.contactOf(2);
    world.editPerson(2, { MobilePhone: '+7 903 111-22-33' });
    world.amo = world.client(beforeRequest('PATCH', () => world.sandbox.crm.delete(id)));
    expect((await world.sync()).counts).toMatchObject({ missing: 1, updated: 0 });
  });
});

test('phones are read right before they are replaced: a colleague’s entry stays', async () => {
  await using world = await loaded();
  const { id } = world.contactOf(2);
  world.editPerson(2, { MobilePhone: '+7 903 111-22-33' });
  world.amo = world.client(
    beforeRequest('GET', () => world.sandbox.crm.edit(id, { addPhones: ['+7 999 123-45-67'] })),
  );
  await world.sync();
  expect(world.contactOf(2).phones).toEqual(
    expect.arrayContaining(['+7 999 123-45-67', '+79031112233']),
  );
});

test('while contacts are read before a write, one failure lets all other readings end first', async () => {
  await using world = await loaded(8);
  for (let id = 1; id <= 8; id += 1) world.editPerson(id, { MobilePhone: `+7 903 111-22-3${id}` });
  world.sandbox.faults.add({
    match: { method: 'GET', path: '^/api/v4/contacts/\\d+$' },
    fault: { kind: 'status', status: 402 },
  });
  await expect(world.sync()).rejects.toMatchObject({ code: 'AMO_PAYMENT_REQUIRED' });
  const mark = world.mark();
  await world.clock.advance(60_000);
  expect(world.requestsSince(mark)).toEqual([]);
});
