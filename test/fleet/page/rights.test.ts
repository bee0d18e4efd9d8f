import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { contract, type RouteContract } from '../../../src/http/api/contract/contract.ts';
import { paths, type RouteName, sharedRoutes } from '../../../src/http/api/contract/paths.ts';
import { freePort } from '../../support/http/free-port.ts';
import type { FleetGround } from '../fleet-ground.ts';
import { type MachineHere, machineHere } from './machines-here.ts';
import { SiteVisitor } from './site-visitor.ts';
import { listOf, secret, type TwoMachines, twoMachines } from './two-machines.ts';

let fleet: TwoMachines;
let ground: FleetGround;
let first: MachineHere;
let second: MachineHere;

beforeAll(async () => {
  fleet = await twoMachines();
  ({ ground, first, second } = fleet);
}, 180_000);
afterAll(() => fleet[Symbol.asyncDispose]());

const within = { timeout: 30_000, interval: 100 };

test('clinics are listed the worst first, in the words of their own pages, and each user sees their own alone', async () => {
  const vera = await SiteVisitor.signedIn(first.origin, 'вера', secret);
  await vi.waitUntil(async () => {
    const romashka = (await listOf(vera, first)).find(({ key }) => key === 'romashka');
    return romashka?.verdict === 'in-sync';
  }, within);
  for (const machine of [first, second]) {
    await vi.waitUntil(
      async () => (await listOf(vera, machine)).every(({ verdict }) => verdict !== null),
      within,
    );
    const [worst, best] = await listOf(vera, machine);
    expect(worst).toMatchObject({
      ...{ name: 'Василёк', verdict: 'setup', needsPerson: true, nextAt: null },
      incidents: [{ code: 'first-load-asks', needsPerson: true }],
    });
    expect(best).toMatchObject({
      ...{ name: 'Ромашка', verdict: 'in-sync', needsPerson: false, rejected: 0 },
      ...{ patients: { inAmo: 3, total: 3 }, incidents: [] },
    });
    for (const { key, headline } of [worst, best].flatMap((one) => one ?? [])) {
      const { json } = await vera.call(machine.origin, 'overview', { clinic: key });
      expect(json.headline).toEqual(headline);
    }
  }
  const anna = await SiteVisitor.signedIn(second.origin, 'Анна', secret);
  expect((await listOf(anna, second)).map(({ name }) => name)).toEqual(['Ромашка']);
});

// Object.keys forgets its key type.
const names = Object.keys(paths) as readonly RouteName[];
const params = { runId: 1, patientId: 1 };

test('another clinic is as if it were not there: each route of it answers 404, as of one that there is not', async () => {
  const walks = [
    ['Анна', ['vasilek']],
    ['Борис', ['vasilek', 'no-such-clinic', 'Василёк']],
  ] as const;
  for (const [user, clinics] of walks) {
    const visitor = await SiteVisitor.signedIn(first.origin, user, secret);
    for (const clinic of clinics) {
      for (const name of names.filter((one) => !sharedRoutes.has(one))) {
        const { body }: RouteContract = contract[name];
        const reply = await visitor.call(first.origin, name, {
          ...{ clinic, params, ...(body && { body: {} }) },
        });
        expect([user, clinic, name, reply.status]).toEqual([user, clinic, name, 404]);
        expect(reply.text).not.toContain('Василёк');
      }
    }
    for (const name of ['machines', 'fleetActions'] as const) {
      expect((await visitor.call(first.origin, name)).status).toBe(404);
    }
  }
  const nobody = new SiteVisitor();
  for (const name of names.filter((one) => !sharedRoutes.has(one))) {
    const { body }: RouteContract = contract[name];
    if (name.startsWith('save') || name === 'setUpForm' || name === 'findInstances') continue;
    const given = { clinic: 'romashka', params, ...(body && { body: {} }) };
    expect([name, (await nobody.call(first.origin, name, given)).status]).toEqual([name, 401]);
  }
});

test('a role is asked for in one’s own clinic: who looks is refused what changes, and nothing of the fleet is shown but to its role', async () => {
  const anna = await SiteVisitor.signedIn(first.origin, 'Анна', secret);
  expect((await anna.call(first.origin, 'pause', { clinic: 'romashka' })).status).toBe(403);
  expect((await anna.call(first.origin, 'overview', { clinic: 'romashka' })).status).toBe(200);
  const vera = await SiteVisitor.signedIn(first.origin, 'Вера', secret);
  expect((await vera.call(first.origin, 'machines')).status).toBe(403);
  const gleb = await SiteVisitor.signedIn(first.origin, 'Глеб', secret);
  const { machines } = (await gleb.call(second.origin, 'machines')).json;
  expect(machines).toHaveLength(2);
  expect(machines[0]).toMatchObject({ isLive: true, places: 4 });
  const { actions } = (await gleb.call(second.origin, 'fleetActions')).json;
  expect(actions).toContainEqual(
    expect.objectContaining({ action: 'add-user', actor: 'cli', subject: 'Глеб' }),
  );
  expect(actions[0]).toMatchObject({ action: 'sign-in', who: 'Глеб' });
});

test('what is streamed of a clinic ends within seconds when somebody has to do with it no more, and the rest of what they see goes on', async () => {
  const vera = await SiteVisitor.signedIn(first.origin, 'Вера', secret);
  const streamOf = async (clinic: string) => {
    const answer = await fetch(`${second.origin}/api/clinics/${clinic}/events`, {
      headers: { cookie: vera.cookie },
    });
    const reader = answer.body?.getReader();
    const over = (async () => {
      while ((await reader?.read())?.done === false);
      return performance.now();
    })();
    return { over, stop: () => reader?.cancel() };
  };
  const [theirs, taken] = [await streamOf('romashka'), await streamOf('vasilek')];
  const since = performance.now();
  await ground.sql(
    `update ident_amocrm.fleet_users set clinics = '["Ромашка"]' where name = 'вера'`,
  );
  expect((await taken.over) - since).toBeLessThan(15_000);
  const romashka = await vera.call(second.origin, 'overview', { clinic: 'romashka' });
  expect(romashka.status).toBe(200);
  expect(await Promise.race([theirs.over, Promise.resolve('goes on')])).toBe('goes on');
  await theirs.stop();
  await ground.sql(`update ident_amocrm.fleet_users set clinics = null where name = 'вера'`);
});

test('rights end at once on all machines: a role that is taken, a user who is removed, also in what was streamed', async () => {
  const boris = await SiteVisitor.signedIn(first.origin, 'Борис', secret);
  const pause = async (machine: MachineHere) =>
    (await boris.call(machine.origin, 'resume', { clinic: 'romashka', body: {} })).status;
  await ground.run('users', 'role', 'Борис', '--role', 'look');
  expect([await pause(first), await pause(second)]).toEqual([403, 403]);
  const streamed = await fetch(`${second.origin}/api/clinics/romashka/events`, {
    headers: { cookie: boris.cookie },
  });
  await ground.run('users', 'remove', 'Борис');
  // Nothing asks for anything here but the stream itself.
  expect(await streamed.text()).toContain('retry:');
  expect([await pause(first), await pause(second)]).toEqual([401, 401]);
});

test('a machine shows no page before it knows the clinics of the fleet', async () => {
  const port = await freePort();
  const lock = await ground.locked('ident_amocrm.fleet_clinics');
  const third = machineHere(ground, port);
  // The two that work, and the third, which begins.
  await vi.waitUntil(async () => {
    const [waiting] = await ground.sql<{ readonly machines: number }>(
      `select count(*)::int machines from pg_locks
        where not granted and relation = 'ident_amocrm.fleet_clinics'::regclass`,
    );
    return (waiting?.machines ?? 0) >= 3;
  }, within);
  const early = await fetch(`http://127.0.0.1:${port}/api/session`).catch(() => null);
  await lock[Symbol.asyncDispose]();
  await (await third).stop();
  expect(early).toBeNull();
});

test('a mistake in the settings of one clinic cuts off the page of no other, and one whose state is gone is made anew by no look at its page', async () => {
  const vera = await SiteVisitor.signedIn(first.origin, 'Вера', secret);
  const streamOf = async (clinic: string) => {
    const over = new AbortController();
    const answer = await fetch(`${first.origin}/api/clinics/${clinic}/events`, {
      headers: { cookie: vera.cookie },
      signal: over.signal,
    });
    let isOver = false;
    const ended = answer.text().then(
      () => true,
      () => false,
    );
    void ended.finally(() => {
      isOver = true;
    });
    return { ended, isOver: () => isOver, stop: () => over.abort() };
  };
  const [whole, broken] = [await streamOf('romashka'), await streamOf('vasilek')];
  const file = join(ground.folder, 'clinics.yaml');
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, `${before.trimEnd()}\n    TIMEZONE: $\{NOT_SET}\n`);
  expect(await broken.ended).toBe(true);
  expect(whole.isOver()).toBe(false);
  whole.stop();
  writeFileSync(file, before);
  await ground.sql('drop schema vasilek cascade');
  await using third = await fleet.another();
  const { json } = await vera.call(third.origin, 'overview', { clinic: 'vasilek' });
  expect(json).toMatchObject({ error: { code: 'FLEET_STATE_GONE' } });
  expect(await ground.sql(`select 1 from pg_namespace where nspname = 'vasilek'`)).toEqual([]);
});

test('failures to sign in are counted over all machines, and what was typed is not kept', async () => {
  const stranger = new SiteVisitor();
  const guess = async (machine: MachineHere, n: number) =>
    (await stranger.signIn(machine.origin, `user ${n}`, 'wrong')).status;
  for (let n = 0; n < 10; n += 1) expect(await guess(n % 2 === 0 ? first : second, n)).toBe(401);
  expect([await guess(first, 10), await guess(second, 11)]).toEqual([429, 429]);
  const kept = await ground.sql('select * from ident_amocrm.fleet_failures');
  expect(JSON.stringify(kept)).not.toMatch(/user \d|127\.0\.0\.1/);
  await ground.sql(
    `update ident_amocrm.fleet_failures set last_at = now() - interval '16 minutes'`,
  );
  await using third = await fleet.another();
  expect(third.origin).not.toBe(first.origin);
  await vi.waitUntil(
    async () => (await ground.sql('select 1 from ident_amocrm.fleet_failures')).length === 0,
    within,
  );
});
