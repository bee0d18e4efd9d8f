import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../../src/app-error.ts';
import { firstSource } from '../../../../src/contact/model/patient-key.ts';
import { IdentError, identErrors } from '../../../../src/ident/connection/errors.ts';
import { theOnly } from '../../../support/the-only.ts';
import type { World } from '../../../support/world.ts';
import { Office } from '../office.ts';

const setupOf = async (office: Office) => (await office.call('setup')).json;
const admins = (world: World) => world.sandbox.oauth.longLivedToken();
const quarter = 15 * 60_000;

/** A clinic whose database goes away when it is told to, and comes back. */
function unsteady() {
  const line = { isCut: false };
  const target = { address: 'server:1433', database: 'ident', user: 'reader' };
  const clinic = (world: World) => {
    const source = world.source();
    const there = source.beside.bind(source);
    const beside: typeof there = (signal) =>
      line.isCut ? Promise.reject(new IdentError(identErrors.unreachable(target))) : there(signal);
    return { sources: [theOnly(Object.assign(source, { beside }))] };
  };
  return { line, clinic };
}

describe('on the set-up page', () => {
  test('a token is no connection from the moment on that amoCRM refused it to anybody, before the service rests for it', async () => {
    await using office = await Office.signedIn({ settingToken: admins });
    await office.call('testAmo');
    expect(await setupOf(office)).toMatchObject({ amocrm: { connected: true, isKnown: true } });
    office.world.sandbox.oauth.revokeAll();
    // Not by a test of the token: by a page that reads the fields.
    expect((await office.call('fields')).json.amoProblem.code).toBe('AMO_UNAUTHORIZED');
    expect(await office.world.state.pauses.all()).toEqual([]);
    expect(await setupOf(office)).toMatchObject({
      amocrm: { connected: false, isRefused: true, isKnown: true },
    });
  });

  test('a token that was refused is a connection again once a pass was let in, wherever it was made', async () => {
    await using office = await Office.signedIn({ settingToken: admins });
    const { world } = office;
    world.sandbox.oauth.revokeAll();
    await office.call('fields');
    expect(await setupOf(office)).toMatchObject({ amocrm: { isRefused: true } });
    // As another machine, which has been given another token.
    world.amo = world.client();
    await world.sync();
    expect(await setupOf(office)).toMatchObject({ amocrm: { connected: true, isRefused: false } });
  });

  test('a database whose first load waits for a word is not known by passes, which do not open it', async () => {
    await using office = await Office.signedIn();
    const { world } = office;
    await world.sync();
    expect(await setupOf(office)).toMatchObject({ database: { answered: true, isKnown: true } });
    const own = world.state.meta.of(firstSource);
    await own.set('firstLoad', { is: 'waiting', at: world.clock.now() });
    await own.clear('databaseIdentity');
    expect(await setupOf(office)).toMatchObject({ database: { answered: false, isKnown: false } });
    await office.call('testDatabase');
    expect(await setupOf(office)).toMatchObject({ database: { answered: true, isKnown: true } });
  });

  test('a person who tests a refused token is told at once: it is not tried again minutes later', async () => {
    await using office = await Office.signedIn({ settingToken: admins });
    const { sandbox } = office.world;
    sandbox.oauth.revokeAll();
    sandbox.log.clear();
    const { json } = await office.call('testAmo');
    expect(json.problem.code).toBe('AMO_UNAUTHORIZED');
    expect(sandbox.log.requests.map(({ status }) => status)).toEqual([401]);
  });

  test('what nobody has looked at for a quarter of an hour is not said to be known', async () => {
    await using office = await Office.signedIn();
    const { world } = office;
    await world.sync();
    const known = { isKnown: true };
    await office.call('testDatabase');
    await office.call('testAmo');
    expect(await setupOf(office)).toMatchObject({ database: known, amocrm: known, fields: known });
    await world.clock.advance(quarter + 1_000);
    const old = { isKnown: false };
    expect(await setupOf(office)).toMatchObject({
      database: { ...old, answered: true },
      amocrm: { ...old, connected: true },
      fields: old,
    });
  });

  test('a test that succeeds ends the rest for want of access, and is no green step before that', async () => {
    await using office = await Office.signedIn();
    const { state, clock } = office.world;
    const pause = { since: clock.now(), code: 'AMO_UNAUTHORIZED', actor: 'service' } as const;
    await state.pauses.set({ reason: 'auth', ...pause });
    expect((await setupOf(office)).amocrm).toMatchObject({ connected: false, isRefused: true });
    await office.call('testAmo');
    expect(await state.pauses.all()).toEqual([]);
    expect((await setupOf(office)).amocrm).toMatchObject({ connected: true, isRefused: false });
  });

  test('rights that are gone make the test of amoCRM fail, not only those that a pass misses', async () => {
    await using office = await Office.signedIn();
    office.world.sandbox.faults.add({
      match: { method: 'GET', path: '/api/v4/contacts' },
      fault: { kind: 'status', status: 403, body: 'json' },
      times: 1,
    });
    expect((await office.call('testAmo')).json).toMatchObject({
      ok: false,
      problem: { code: 'AMO_FORBIDDEN' },
    });
  });

  test('a token of another account does not pass the test of amoCRM', async () => {
    await using office = await Office.signedIn();
    await office.world.state.meta.set('accountId', 99_999_999);
    expect((await office.call('testAmo')).json.problem.code).toBe('OTHER_ACCOUNT');
  });

  test('fields that were deleted in amoCRM are not ready once anybody has looked', async () => {
    await using office = await Office.signedIn();
    const { crm } = office.world.sandbox;
    const { wanted } = (await setupOf(office)).fields;
    const [gone] = (await office.world.state.fields.all()).filter(({ key }) => key === 'comment');
    crm.deleteField(gone?.fieldId ?? 0);
    await office.call('testAmo');
    expect((await setupOf(office)).fields).toMatchObject({ bound: wanted - 1, wanted });
    await office.call('createFields');
    expect((await setupOf(office)).fields).toMatchObject({ bound: wanted, isKnown: true });
  });

  test.for([
    ['AMO_PAYMENT_REQUIRED', 'account', 'amocrm'],
    ['AMO_RATE_BLOCKED', 'circuit', 'amocrm'],
    ['FIELDS_MISSING', 'drift', 'fields'],
    ['OTHER_DATABASE', 'drift', 'database'],
  ] as const)(
    'what the service rests for is told by its step: %s',
    async ([code, reason, step]) => {
      await using office = await Office.signedIn();
      const { state, clock } = office.world;
      await state.pauses.set({ reason, code, since: clock.now(), actor: 'service' });
      const setup = await setupOf(office);
      const told = Object.entries({
        database: setup.database.trouble,
        amocrm: setup.amocrm.trouble,
        fields: setup.fields.trouble,
      }).filter(([, trouble]) => trouble !== null);
      expect(told).toEqual([[step, code]]);
    },
  );

  test('a database that does not answer the page is lost, and there again when it answers', async () => {
    const { line, clinic } = unsteady();
    await using office = await Office.signedIn({ clinic });
    await office.call('testDatabase');
    expect((await setupOf(office)).database).toMatchObject({ answered: true, isKnown: true });
    await office.world.clock.advance(1_000);
    line.isCut = true;
    await office.call('fields');
    expect((await setupOf(office)).database).toMatchObject({ answered: false, isKnown: true });
    await office.world.clock.advance(1_000);
    line.isCut = false;
    await office.call('testDatabase');
    expect((await setupOf(office)).database).toMatchObject({ answered: true });
  });

  test.for([
    ['stopped before it asked', { outcome: 'stopped', code: 'INTERRUPTED', queryMs: 0 }, false],
    ['stopped after it asked', { outcome: 'stopped', code: 'INTERRUPTED', queryMs: 5 }, true],
    ['failed before it asked', { outcome: 'failed', code: 'AMO_FORBIDDEN', queryMs: 0 }, false],
    ['lost it half way', { outcome: 'failed', code: 'IDENT_CONNECTION_LOST', queryMs: 5 }, null],
  ] as const)(
    'a pass that %s tells of the database no more than it knows',
    async ([, { outcome, code, queryMs }, isKnown]) => {
      await using office = await Office.signedIn();
      const { state, clock } = office.world;
      await state.meta.set('databaseIdentity', 'SRV/PZ');
      const id = await state.runs.start('incremental', clock.now());
      await state.runs.finish(id, {
        ...{ mode: 'incremental', outcome, endedAt: clock.now(), counts: { queryMs } },
        failure: { ...failureOf(null), errorCode: code },
      });
      const { answered, ...known } = (await setupOf(office)).database;
      expect([answered, known.isKnown]).toEqual(isKnown === null ? [false, true] : [true, isKnown]);
    },
  );

  test('the test of the database tells of a server clock that is another zone’s', async () => {
    await using office = await Office.signedIn({
      clinic: (world) => {
        const source = world.source();
        const there = source.beside.bind(source);
        const later = new Date(world.clock.now() + 7 * 3_600_000).toISOString().slice(0, 19);
        const beside: typeof there = async (signal) => {
          const ident = await there(signal);
          const server = ident.server.bind(ident);
          return Object.assign(ident, {
            server: async () => ({ ...(await server()), now: later }),
          });
        };
        const database = { ...source.database, client: 'mssql' as const, host: 'server' };
        Object.defineProperty(source, 'database', { value: database });
        return { sources: [theOnly(Object.assign(source, { beside }))] };
      },
    });
    const { clock } = (await office.call('testDatabase')).json;
    expect(clock.verdict).toBe('zone');
    expect(clock.apartSeconds / 3_600).toBeCloseTo(4, 1);
  });
});
