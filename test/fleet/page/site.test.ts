import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { contract, type RouteContract } from '../../../src/http/api/contract/contract.ts';
import { paths, type RouteName, sharedRoutes } from '../../../src/http/api/contract/paths.ts';
import { FleetGround } from '../fleet-ground.ts';
import { type MachineHere, machineHere } from './machines-here.ts';
import { SiteVisitor } from './site-visitor.ts';

const secret = 'correct horse battery';
let ground: FleetGround;
let first: MachineHere;
let second: MachineHere;

const users = {
  Анна: ['--role', 'look', '--clinics', 'Ромашка'],
  Борис: ['--role', 'operate', '--clinics', 'Ромашка'],
  Вера: ['--role', 'operate'],
  Глеб: ['--role', 'fleet'],
} as const;

beforeAll(async () => {
  ground = await FleetGround.make();
  const clinics = [];
  for (const [at, name] of ['Ромашка', 'Василёк'].entries()) {
    const schema = ['romashka', 'vasilek'][at] ?? '';
    await ground.patients(`${schema}.db`, 3, at + 1);
    clinics.push({ name, schema, sandbox: await ground.account(31_000_001 + at) });
  }
  ground.write(clinics);
  await ground.run('fleet', 'migrate');
  await ground.run('fleet', 'add', 'Ромашка', '--start');
  await ground.run('fleet', 'add', 'Василёк');
  const file = join(ground.folder, 'password.txt');
  writeFileSync(file, secret);
  for (const [name, rights] of Object.entries(users)) {
    const added = await ground.run('users', 'add', name, ...rights, '--file', file);
    expect([added.code, added.stderr]).toEqual([0, '']);
  }
  [first, second] = [await machineHere(ground), await machineHere(ground)];
}, 60_000);

afterAll(async () => {
  await first?.stop();
  await second?.stop();
  await ground[Symbol.asyncDispose]();
});

const within = { timeout: 30_000, interval: 100 };

async function list(visitor: SiteVisitor, { origin } = first) {
  const { json, status, text } = await visitor.call(origin, 'clinics');
  if (status !== 200) throw new Error(text);
  return json.clinics as {
    key: string;
    name: string;
    verdict: string | null;
    needsPerson: boolean;
    headline: { ru: { title: string } };
    incidents: { code: string; needsPerson: boolean }[];
    patients: { inAmo: number; total: number } | null;
    rejected: number | null;
    nextAt: number | null;
  }[];
}

test('clinics are listed the worst first, in the words of their own pages, and each user sees their own alone', async () => {
  const vera = await SiteVisitor.signedIn(first.origin, 'вера', secret);
  await vi.waitUntil(async () => {
    const romashka = (await list(vera)).find(({ key }) => key === 'romashka');
    return romashka?.verdict === 'in-sync';
  }, within);
  for (const machine of [first, second]) {
    await vi.waitUntil(
      async () => (await list(vera, machine)).every(({ verdict }) => verdict !== null),
      within,
    );
    const [worst, best] = await list(vera, machine);
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
  expect((await list(anna, second)).map(({ name }) => name)).toEqual(['Ромашка']);
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

test('two machines are one page: who signs in at one acts at the other, and who signs out at one is out at both, also in what was streamed', async () => {
  const boris = await SiteVisitor.signedIn(first.origin, 'Борис', secret);
  expect((await boris.call(second.origin, 'session')).json).toMatchObject({
    ...{ state: 'signed-in', user: 'Борис', role: 'operate', mode: 'fleet' },
  });
  const answer = await fetch(`${second.origin}/api/clinics/romashka/events`, {
    headers: { cookie: boris.cookie },
  });
  expect(answer.status).toBe(200);
  const streamed = answer.text();
  expect((await boris.call(second.origin, 'pause', { clinic: 'romashka' })).status).toBe(200);
  expect((await boris.call(first.origin, 'signOut')).status).toBe(200);
  expect((await boris.call(second.origin, 'overview', { clinic: 'romashka' })).status).toBe(401);
  expect(await streamed).toContain('retry:');
});

test('what a person wants is done from any machine: a pause stops, resume and run now make the clinic due at once, and each is recorded by name', async () => {
  const boris = await SiteVisitor.signedIn(second.origin, 'Борис', secret);
  const overview = async () =>
    (await boris.call(first.origin, 'overview', { clinic: 'romashka' })).json;
  expect((await overview()).pauses).toMatchObject([{ reason: 'user' }]);
  await boris.call(second.origin, 'resume', { clinic: 'romashka', body: {} });
  expect((await overview()).pauses).toEqual([]);
  // Nothing is due for an hour: only a person's word makes a pass.
  await ground.sql(`update ident_amocrm.fleet_due set due_at = now() + interval '1 hour'
    where number = (select number from ident_amocrm.clinics where schema = 'romashka')`);
  const before = (await overview()).lastDeepAt;
  const asked = await boris.call(first.origin, 'runNow', {
    ...{ clinic: 'romashka', body: { kind: 'deep', allowed: 7 } },
  });
  expect(asked.status).toBe(200);
  await vi.waitUntil(async () => (await overview()).lastDeepAt > before, within);
  await boris.call(second.origin, 'retryRejected', { clinic: 'romashka', body: {} });
  const { actions } = (await boris.call(second.origin, 'actions', { clinic: 'romashka' })).json;
  expect(actions.slice(0, 4)).toMatchObject([
    { action: 'retry', who: 'Борис' },
    { action: 'run-now', who: 'Борис', subject: 'deep allow-mass-change=7' },
    { action: 'resume', who: 'Борис' },
    { action: 'pause', who: 'Борис' },
  ]);
});

test('a command pauses and resumes a clinic of a fleet as the page does: it is due at once, and nobody is told that no service runs', async () => {
  const due = async () => {
    const [row] = await ground.sql<{ isDue: boolean }>(
      `select due_at < now() + interval '30 seconds' as "isDue" from ident_amocrm.fleet_due
        join ident_amocrm.clinics using (number) where schema = 'romashka'`,
    );
    return row?.isDue;
  };
  for (const command of ['pause', 'resume']) {
    await ground.sql(`update ident_amocrm.fleet_due set due_at = now() + interval '1 hour'`);
    const told = await ground.run(command, '--clinic', 'Ромашка', '--json');
    expect(told.json).toMatchObject({ running: true });
    expect(await due()).toBe(true);
  }
});

test('the first load of a clinic begins on its page, on whichever machine', async () => {
  const vera = await SiteVisitor.signedIn(second.origin, 'Вера', secret);
  expect((await vera.call(second.origin, 'start', { clinic: 'vasilek' })).status).toBe(200);
  await vi.waitUntil(async () => {
    const { json } = await vera.call(first.origin, 'overview', { clinic: 'vasilek' });
    return json.verdict === 'in-sync';
  }, within);
});

test('rights end at once on all machines: a role that is taken, a user who is removed', async () => {
  const boris = await SiteVisitor.signedIn(first.origin, 'Борис', secret);
  const pause = async (machine: MachineHere) =>
    (await boris.call(machine.origin, 'resume', { clinic: 'romashka', body: {} })).status;
  await ground.run('users', 'role', 'Борис', '--role', 'look');
  expect([await pause(first), await pause(second)]).toEqual([403, 403]);
  await ground.run('users', 'remove', 'Борис');
  expect([await pause(first), await pause(second)]).toEqual([401, 401]);
});

test('failures to sign in are counted over all machines, and what was typed is not kept', async () => {
  const stranger = new SiteVisitor();
  const guess = async (machine: MachineHere, n: number) =>
    (await stranger.signIn(machine.origin, `user ${n}`, 'wrong')).status;
  for (let n = 0; n < 10; n += 1) expect(await guess(n % 2 === 0 ? first : second, n)).toBe(401);
  expect([await guess(first, 10), await guess(second, 11)]).toEqual([429, 429]);
  const kept = await ground.sql('select * from ident_amocrm.fleet_failures');
  expect(JSON.stringify(kept)).not.toMatch(/user \d|127\.0\.0\.1/);
});
