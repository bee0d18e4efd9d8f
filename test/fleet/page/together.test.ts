import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { lockKey } from '../../../src/state/postgres/locks/lock-keys.ts';
import { TransactionPooler } from '../../support/postgres/transaction-pooler.ts';
import type { FleetGround } from '../fleet-ground.ts';
import type { MachineHere } from './machines-here.ts';
import { SiteVisitor } from './site-visitor.ts';
import { listOf, secret, type TwoMachines, twoMachines } from './two-machines.ts';

/** A pass leaves IDENT in peace for as long as its questions took, twenty times over: on a busy machine that is long. */
const within = { timeout: 90_000, interval: 500 };
let fleet: TwoMachines;
let ground: FleetGround;
let first: MachineHere;
let second: MachineHere;
let romashka: TwoMachines['romashka'];

beforeAll(async () => {
  fleet = await twoMachines();
  ({ ground, first, second, romashka } = fleet);
  const vera = await SiteVisitor.signedIn(first.origin, 'Вера', secret);
  await vi.waitUntil(
    async () => (await listOf(vera, first)).some(({ verdict }) => verdict === 'in-sync'),
    within,
  );
}, 180_000);
afterAll(() => fleet[Symbol.asyncDispose]());

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
}, 240_000);

test('the pass under way is told by every machine as it goes, in the list and in the stream of its page', async () => {
  const boris = await SiteVisitor.signedIn(second.origin, 'Борис', secret);
  const over = new AbortController();
  const answer = await fetch(`${second.origin}/api/clinics/romashka/events`, {
    headers: { cookie: boris.cookie },
    signal: over.signal,
  });
  let streamed = '';
  const reading = (async () => {
    for await (const part of answer.body ?? []) streamed += Buffer.from(part).toString();
  })().catch(() => undefined);
  const slow = romashka.faults.add({ fault: { kind: 'slow', ms: 10_000 }, times: null });
  await boris.call(first.origin, 'runNow', { clinic: 'romashka', body: { kind: 'deep' } });
  const isTold = async (machine: MachineHere) => {
    const { json } = await boris.call(machine.origin, 'overview', { clinic: 'romashka' });
    const [row] = await listOf(boris, machine);
    return json.running?.mode === 'deep' && row?.running?.mode === 'deep';
  };
  await Promise.all([first, second].map((one) => vi.waitUntil(() => isTold(one), within)));
  romashka.faults.remove(slow);
  await vi.waitUntil(() => streamed.includes('"pass-ended"'), within);
  over.abort();
  await reading;
}, 240_000);

test('a plan that one machine makes is told by the other, and is not begun twice', async () => {
  const boris = await SiteVisitor.signedIn(first.origin, 'Борис', secret);
  const ask = async (machine: MachineHere, route: 'plan' | 'makePlan') =>
    (await boris.call(machine.origin, route, { clinic: 'romashka' })).json;
  expect(await ask(second, 'plan')).toMatchObject({ state: 'none' });
  const slow = romashka.faults.add({ fault: { kind: 'slow', ms: 1_000 }, times: null });
  const { startedAt } = await ask(first, 'makePlan');
  await vi.waitUntil(async () => (await ask(second, 'plan')).state === 'running', within);
  expect(await ask(second, 'makePlan')).toMatchObject({ state: 'running', startedAt });
  romashka.faults.remove(slow);
  await vi.waitUntil(async () => (await ask(second, 'plan')).state === 'done', within);
  expect(await ask(second, 'plan')).toMatchObject({ startedAt, plan: { patients: 3 } });
}, 240_000);

test('visits that one machine has counted are told by the other, as a table too', async () => {
  const boris = await SiteVisitor.signedIn(first.origin, 'Борис', secret);
  const ask = (machine: MachineHere, route: 'cohort' | 'countCohort' | 'cohortCsv') =>
    boris.call(machine.origin, route, {
      clinic: 'romashka',
      ...(route === 'countCohort' && { body: {} }),
    });
  expect((await ask(second, 'cohortCsv')).status).toBe(404);
  expect((await ask(first, 'countCohort')).status).toBe(200);
  await vi.waitUntil(async () => (await ask(second, 'cohort')).json.state === 'done', within);
  const [own, theirs] = [await ask(first, 'cohortCsv'), await ask(second, 'cohortCsv')];
  expect(theirs.status).toBe(200);
  expect(theirs.text).toBe(own.text);
});

test('the page asks a clinic’s database one question at a time, over all machines', async () => {
  const boris = await SiteVisitor.signedIn(first.origin, 'Борис', secret);
  const view = () =>
    boris.call(first.origin, 'patient', { clinic: 'romashka', params: { patientId: 1 } });
  expect((await view()).status).toBe(200);
  const { host, port, user, database } = ground.server;
  const other = new pg.Client({ host, port, user, database });
  await other.connect();
  try {
    const [row] = (
      await other.query<{ number: number }>(
        `select number from ident_amocrm.clinics where schema = 'romashka'`,
      )
    ).rows;
    const key = lockKey('desk', row?.number ?? 0);
    await other.query('select pg_advisory_lock($1, $2)', [key.first, key.second]);
    let isAnswered = false;
    const answered = view().finally(() => {
      isAnswered = true;
    });
    await vi.waitUntil(async () => {
      const waits = await boris.call(second.origin, 'overview', { clinic: 'romashka' });
      return waits.status === 200;
    }, within);
    expect(isAnswered).toBe(false);
    await other.query('select pg_advisory_unlock($1, $2)', [key.first, key.second]);
    expect((await answered).status).toBe(200);
  } finally {
    await other.end();
  }
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
}, 240_000);

test('a machine whose pages read through a pooler shows what the others show, and at once what somebody has just done', async () => {
  const { host, port, user, database } = ground.server;
  await using pooler = await TransactionPooler.before(port, { sessions: 3, isStrict: true });
  ground.env['STATE_READ_URL'] = `postgres://${user}@${host}:${pooler.port}/${database}`;
  await using third = await fleet.another();
  delete ground.env['STATE_READ_URL'];
  const boris = await SiteVisitor.signedIn(third.origin, 'Борис', secret);
  expect((await listOf(boris, third)).map(({ key }) => key)).toEqual(['romashka']);
  const pauses = async () =>
    (await boris.call(third.origin, 'overview', { clinic: 'romashka' })).json.pauses;
  await boris.call(third.origin, 'pause', { clinic: 'romashka' });
  expect(await pauses()).toMatchObject([{ reason: 'user' }]);
  await boris.call(third.origin, 'resume', { clinic: 'romashka', body: {} });
  expect(await pauses()).toEqual([]);
  for (const table of ['fleet_clinics', '"romashka"."pauses"', '"romashka"."links"']) {
    expect(
      pooler.asked.some(({ text }) => text.includes(table)),
      table,
    ).toBe(true);
  }
  for (const { text } of pooler.asked) expect(text).toMatch(/^(begin|select|commit)/);
}, 120_000);
