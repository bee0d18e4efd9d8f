import { expect, test, vi } from 'vitest';
import { FleetGround, type Written } from './fleet-ground.ts';
import { MachineProcess } from './machine-process.ts';

/** As long as a loaded machine needs for what takes it a second. */
const patience = { timeout: 60_000, interval: 100 };
const takenOverWithinMs = 20_000;

interface Running {
  readonly name: string;
  readonly pid: number | null;
  readonly is_running: boolean;
  readonly outcome: string | null;
}

test('the clinics of a machine that is killed, and of one that freezes, are taken over within 20 s, and each patient is one contact', async () => {
  await using ground = await FleetGround.make();
  const clinics: Written[] = [];
  for (const [at, name] of ['Ромашка', 'Василёк'].entries()) {
    const schema = `clinic_${at}`;
    clinics.push({ name, schema, sandbox: await ground.account(31_000_001 + at) });
    await ground.patients(`${schema}.db`, 3, at + 1);
  }
  ground.write(clinics);
  await ground.run('fleet', 'migrate');
  for (const { name } of clinics) await ground.run('fleet', 'add', name, '--start');
  const running = async () =>
    await ground.sql<Running>(
      `select c.name, m.pid, d.job is not null as is_running, d.outcome
        from ident_amocrm.fleet_due d join ident_amocrm.fleet_clinics c using (number)
        left join ident_amocrm.fleet_machines m using (machine) order by c.name`,
    );
  // Who has signed for the pass lock of each: from then on it works.
  const holders = async () =>
    await Promise.all(
      clinics.map(async ({ schema }) => {
        const [row] = await ground.sql<{ pid: string }>(
          `select pid from ${schema}.lock_holder where name = 'pass'`,
        );
        return Number(row?.pid);
      }),
    );
  // Each pass hangs in its first request, before anything was begun.
  for (const { sandbox } of clinics) {
    sandbox.faults.add({ fault: { kind: 'hang', when: 'before' }, times: null });
  }
  // With two places a machine makes one first load: each of the two gets one.
  const [one, other] = [new MachineProcess(ground, 2), new MachineProcess(ground, 2)];
  await vi.waitUntil(async () => {
    const pids = new Set(
      (await running()).flatMap(({ pid, is_running }) => (is_running ? [pid] : [])),
    );
    return pids.has(one.pid) && pids.has(other.pid);
  }, patience);
  const third = new MachineProcess(ground, 4);
  await vi.waitUntil(() => third.said.includes('works for the fleet'), patience);

  for (const { sandbox } of clinics) sandbox.faults.clear();
  const since = performance.now();
  one.send('SIGKILL');
  other.send('SIGSTOP');
  await vi.waitUntil(async () => (await holders()).every((pid) => pid === third.pid), patience);
  expect(performance.now() - since).toBeLessThan(takenOverWithinMs);

  await vi.waitUntil(async () => (await running()).every(({ outcome }) => outcome === 'ok'), {
    ...patience,
    timeout: 120_000,
  });
  const scraped = await (await fetch(`${third.url}/metrics`)).text();
  expect(scraped).toContain('ident_amocrm_fleet_take_overs_total 2\n');
  expect(scraped).toContain('ident_amocrm_fleet_server_up 1\n');
  for (const { name } of clinics) {
    expect(scraped).toContain(`ident_amocrm_rows_total{outcome="created",clinic="${name}"} 3\n`);
  }
  expect((await fetch(`${third.url}/readyz`)).status).toBe(200);
  other.send('SIGCONT');
  await vi.waitUntil(() => other.said.includes('its pass was given away'), patience);
  await vi.waitUntil(
    async () =>
      /fleet_passes_lost_total 1\n/.test(await (await fetch(`${other.url}/metrics`)).text()),
    patience,
  );
  // Each clinic is told of by one machine.
  const told = await Promise.all(
    [other, third].map(async ({ url }) => await (await fetch(`${url}/metrics`)).text()),
  );
  for (const { name } of clinics) {
    const lines = told
      .join('')
      .match(new RegExp(`^ident_amocrm_links.*clinic="${name}".* 3$`, 'gm'));
    expect(lines).toHaveLength(1);
  }
  for (const machine of [other, third]) machine.send('SIGTERM');
  expect(await Promise.all([other.ended, third.ended])).toEqual([0, 0]);
  for (const { sandbox } of clinics) expect(sandbox.crm.count()).toBe(3);
}, 240_000);
