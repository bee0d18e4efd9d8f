import { expect, test, vi } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { IdentError, identErrors } from '../../../src/ident/connection/errors.ts';
import { identityDisagrees } from '../../../src/sync/identity/held/held.ts';
import { separatePatient } from '../../../src/sync/identity/held/separate.ts';
import { runPass } from '../../../src/sync/pass/run-pass.ts';
import { World } from '../../support/world.ts';

/** Readings of all contacts that were begun. */
const firstPages = ({ sandbox }: World) =>
  sandbox.log.requests.filter(({ query }) => isFirstPage(query)).length;

/** No search among them. */
const isFirstPage = (input: unknown) => /page=1&limit=250&order.*asc$/.test(String(input));

test.each(['its first load', 'a later one'])(
  'the first page of contacts is on its way while a deep pass gets ready to read it, be it %s',
  async (which) => {
    await using world = await World.open({ patients: 5 });
    if (which !== 'its first load') await world.sync();
    world.sandbox.log.clear();
    const isAsked = Promise.withResolvers<void>();
    world.amo = world.client(async (input, init) => {
      if (isFirstPage(input)) isAsked.resolve();
      return await fetch(input, init);
    });
    const ident = await world.ident();
    const count = ident.count.bind(ident);
    vi.spyOn(ident, 'count').mockImplementation(async () => {
      await isAsked.promise;
      return await count();
    });
    const deep = await runPass(world.setup(ident), { mode: 'deep' });
    await ident.close();
    expect(deep).toMatchObject({ outcome: 'ok', counts: { read: 5 } });
    expect(firstPages(world)).toBe(1);
  },
);

test('a first page that is refused ends the pass with its own error', async () => {
  await using world = await World.open({ patients: 5 });
  world.sandbox.faults.add({
    match: { method: 'GET', path: '^/api/v4/contacts$' },
    fault: { kind: 'status', status: 403 },
  });
  await expect(world.sync()).rejects.toMatchObject({ code: 'AMO_RATE_BLOCKED' });
  expect(world.contacts()).toEqual([]);
});

test('a pass that ends while the first page is on its way waits for it, and tells its own error alone', async () => {
  await using world = await World.open({ patients: 5 });
  const isAsked = Promise.withResolvers<void>();
  let isOver = false;
  world.amo = world.client(fetch, (inner) => async (input, init) => {
    if (!isFirstPage(input)) return await inner(input, init);
    isAsked.resolve();
    await world.clock.sleep(1_000);
    isOver = true;
    return await inner(input, init);
  });
  const ident = await world.ident();
  vi.spyOn(ident, 'count').mockImplementation(async () => {
    await isAsked.promise;
    throw new IdentError(identErrors.timeout({ address: '', database: '', user: '' }));
  });
  await expect(runPass(world.setup(ident), { mode: 'deep' })).rejects.toMatchObject({
    code: 'IDENT_TIMEOUT',
  });
  await ident.close();
  expect(isOver).toBe(true);
});

test('where fields do not fit, no contact is read', async () => {
  await using world = await World.open({ patients: 5, fields: false });
  await expect(world.sync()).rejects.toMatchObject({ code: 'FIELDS_MISSING' });
  expect(firstPages(world)).toBe(0);
});

test('what is written before the first page is read makes it be asked for anew', async () => {
  await using world = await World.loaded({ patients: 3 });
  const { id } = world.contactOf(1);
  const patientId = 1 as PatientId;
  const held = { patientId, code: identityDisagrees, subject: null, fingerprint: '' };
  await world.state.rejected.add(held, world.clock.now());
  await separatePatient(world.state, patientId);
  world.sandbox.log.clear();
  expect((await world.deep()).counts).toMatchObject({ created: 1, updated: 0 });
  expect(firstPages(world)).toBe(2);
  expect(world.contactOf(1).id).not.toBe(id);
});

test('a look at the newest contacts that is refused ends a first load with its own error, before anybody is created', async () => {
  await using world = await World.open({ patients: 5 });
  world.amo = world.client(async (input, init) =>
    String(input).includes('desc')
      ? Response.json({ title: 'Forbidden' }, { status: 403 })
      : await fetch(input, init),
  );
  await expect(world.sync()).rejects.toMatchObject({ code: 'AMO_FORBIDDEN' });
  expect(world.writes()).toEqual([]);
});
