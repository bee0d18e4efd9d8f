import { expect, test } from 'vitest';
import { World } from '../../support/world.ts';

test('a first load creates one contact for every patient of IDENT', async () => {
  await using world = await World.open({ patients: 120 });
  const result = await world.sync();
  expect(result).toMatchObject({ mode: 'deep', reason: 'first', outcome: 'ok' });
  expect(result.counts).toMatchObject({ read: 120, created: 120, rejected: 0 });
  expect(world.contacts()).toHaveLength(120);
});

test('a first load asks for one contact by its id to believe in the ids, however many creates are in flight', async () => {
  await using world = await World.open({ patients: 120, sync: { batchSize: 10 } });
  const { requests } = await world.sync();
  const gets = world.sandbox.log.requests.filter(({ path }) => /contacts\/\d+$/.test(path));
  expect(gets).toHaveLength(1);
  // Account and fields, two readings, twelve creates.
  expect(requests).toBe(2 + 2 + 12 + 1);
});

test('a second pass makes no request at all', async () => {
  await using world = await World.open({ patients: 60 });
  await world.sync();
  const result = await world.sync();
  expect(result).toMatchObject({ mode: 'incremental', outcome: 'ok', requests: 0 });
});

test('a deep pass after a load writes nothing', async () => {
  await using world = await World.open({ patients: 120 });
  await world.sync();
  const before = world.writes().length;
  const result = await world.deep();
  expect(result.counts).toMatchObject({ read: 120, unchanged: 120, updated: 0, created: 0 });
  expect(world.writes()).toHaveLength(before);
  // The sample has a birthday that is no day: told by every deep pass.
  expect(result.findings.filter(({ kind }) => kind !== 'unreadable')).toEqual([]);
});

test('a first load creates contacts while IDENT is still being read', async () => {
  await using world = await World.open({ patients: 600 });
  const progress: string[] = [];
  const result = await world.sync({}, { onProgress: ({ phase }) => progress.push(phase) });
  expect(result.counts).toMatchObject({ read: 600, created: 600 });
  expect(result.planned).toMatchObject({ create: 600, adopt: 0 });
  expect(progress.indexOf('write')).toBeLessThan(progress.lastIndexOf('read-ident'));
  expect(world.notOnce()).toEqual([]);
});

test('patients whose phone a contact has wait for all others to be known', async () => {
  await using world = await World.open({ patients: 3 });
  world.addPatient(901, { Surname: 'Белова', Name: 'Анна', MobilePhone: '+7 912 000-11-22' });
  world.addPatient(902, { Surname: 'Белова', Name: 'Анна', MobilePhone: '+7 912 000-33-44' });
  world.addPatient(903, { Surname: 'Белова', Name: 'Вера', MobilePhone: '+7 912 000-33-44' });
  const alone = world.sandbox.crm.create({ name: 'Анна Белова', phones: ['+79120001122'] });
  const shared = world.sandbox.crm.create({ name: 'Анна Белова', phones: ['+79120003344'] });
  const result = await world.sync();
  expect(result.counts).toMatchObject({ adopted: 1, created: 5 });
  expect(world.contactOf(901).id).toBe(alone);
  expect([world.contactOf(902).id, world.contactOf(903).id]).not.toContain(shared);
});

test('a contact that names a patient and turns up behind the full read is not doubled', async () => {
  await using world = await World.open({ patients: 3 });
  world.addPatient(901, { Name: 'Анна', City: 'Тверь' });
  let made = 0;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const answer = await globalThis.fetch(input, init);
    if (made === 0 && String(input).includes('asc')) {
      made = world.sandbox.crm.create({ name: 'Анна', fields: { 'ID пациента IDENT': '901' } });
    }
    return answer;
  };
  const result = await world.sync({}, { amo: world.client(fetch) });
  expect(result.counts).toMatchObject({ created: 3, relinked: 1, updated: 1 });
  expect(world.contactOf(901)).toMatchObject({ id: made, fields: { Город: 'Тверь' } });
});

test('a pass with a limit tells of the work that it does, not of all that there is', async () => {
  await using world = await World.open({ patients: 40 });
  const seen: { readonly done: number; readonly total: number | null }[] = [];
  const result = await world.sync(
    { limit: 7 },
    {
      onProgress: ({ phase, done, total }) => {
        if (phase === 'write') seen.push({ done, total });
      },
    },
  );
  expect(result.counts).toMatchObject({ created: 7, deferred: 33 });
  expect(world.contacts()).toHaveLength(7);
  expect(new Set(seen.map(({ total }) => total))).toEqual(new Set([7]));
  expect(seen.at(-1)?.done).toBe(7);
});
