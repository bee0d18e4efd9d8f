import { describe, expect, test } from 'vitest';
import { World } from '../../support/world.ts';

const creates = { method: 'POST', path: '^/api/v4/contacts$' };

const isCreate = (input: unknown, init?: RequestInit) =>
  init?.method === 'POST' && new URL(String(input)).pathname === '/api/v4/contacts';
const isSingle = (input: unknown, init?: RequestInit) =>
  (init?.method ?? 'GET') === 'GET' && /\/contacts\/\d+$/.test(new URL(String(input)).pathname);

/** What stops a pass that has written already. */
const stops: readonly (readonly [code: string, prepare: (world: World) => void])[] = [
  [
    'FIELDS_CHANGED',
    (world) => {
      for (let id = 901; id < 931; id += 1) world.addPatient(id, { City: 'Тверь' });
      let sent = 0;
      world.amo = world.client(async (input, init) => {
        if (isCreate(input, init)) {
          sent += 1;
          if (sent === 3) world.sandbox.crm.deleteField('Город');
        }
        return await fetch(input, init);
      });
    },
  ],
  [
    'CONTACTS_HIDDEN',
    (world) => {
      world.sandbox.crm.delete(world.contactOf(30).id);
      world.amo = world.client(async (input, init) =>
        isSingle(input, init) ? new Response(null, { status: 204 }) : await fetch(input, init),
      );
    },
  ],
  [
    'MASS_CHANGE',
    (world) => {
      world.sql('delete from Patients where ID_Persons between 20 and 28');
      for (let id = 901; id < 906; id += 1) world.addPatient(id, { Surname: `Белова${id}` });
      // A contradiction: what began as an incremental pass becomes an audit.
      world.sandbox.faults.add({ match: creates, fault: { kind: 'new-ids', ids: [5, 6, 7] } });
    },
  ],
];

describe('a pass that has written before something stops it', () => {
  test.each(stops)('(%s) does not say that nothing was written', async (code, prepare) => {
    await using world = await World.open({ patients: 30, sync: { batchSize: 3 } });
    await world.sync();
    for (let id = 1; id <= 30; id += 1) world.editPerson(id, { City: `Тверь ${id}` });
    const before = world.writes().length;
    prepare(world);
    await expect(world.sync()).rejects.toMatchObject({ code });
    expect(world.writes().length).toBeGreaterThan(before);
    const [run] = await world.state.runs.latest(1);
    expect(run).toMatchObject({ errorCode: code });
    const { created = 0, updated = 0 } = run?.counts ?? {};
    expect(created + updated).toBeGreaterThan(0);
    expect(run?.reason?.en.message).toMatch(/stopped; nothing was written after that|None of this/);
    expect(run?.reason?.ru.message).not.toMatch(/(^|[.] )Ничего не записано/);
    expect(run?.reason?.en.message).not.toMatch(/(^|[.] )Nothing was written\./);
  });
});
