import { expect, onTestFinished, test, vi } from 'vitest';
import { TestSchema } from '../support/test-schema.ts';
import { Clinic } from './clinic.ts';
import { ServiceProcess } from './service-process.ts';

/** Settings of a state on the tests' server, in a schema of its own. */
async function onServer(): Promise<{ readonly schema: TestSchema; readonly env: Env }> {
  const schema = await TestSchema.unbegun();
  onTestFinished(() => schema.giveBack());
  const { host, port, user, database, schema: name } = schema.server;
  const STATE_URL = `postgres://${user}@${host}:${port}/${database}`;
  return { schema, env: { STATE_URL, STATE_SCHEMA: name } };
}

type Env = Readonly<Record<string, string>>;

test('with STATE_URL on a server every patient becomes one contact, a change goes over, and what needs a file is refused by name', async () => {
  const { env } = await onServer();
  const { clinic, sandbox } = await Clinic.withSandbox(12, { onTestFinished }, { quick: true });
  const run = (...argv: readonly string[]) => clinic.runWith(env, ...argv);
  expect((await run('status', '--json')).json).toMatchObject({ installed: false });
  expect(await run('fields', 'create')).toMatchObject({ code: 0 });
  expect((await run('sync', '--json')).json).toMatchObject({ created: 12 });
  clinic.editPerson(3, 'Name', 'Мстислав');
  expect((await run('sync', '--json')).json).toMatchObject({ created: 0, updated: 1 });
  expect((await run('sync', '--deep', '--json')).json).toMatchObject({ created: 0, updated: 0 });
  expect(sandbox.crm.count()).toBe(12);
  expect((await run('status', '--json')).json).toMatchObject({
    installed: true,
    links: { linked: 12 },
  });

  const doctor = (await run('doctor', '--json')).json as { checks: { check: string }[] };
  const told = (name: string) => doctor.checks.find(({ check }) => check === name);
  expect(told('state')).toMatchObject({ verdict: 'ok', found: expect.stringContaining('12') });
  for (const name of ['disk', 'backup']) expect(told(name)).toMatchObject({ verdict: 'skipped' });
  for (const line of ['backup --to a.db', 'restore --from a.db', 'check']) {
    expect(await run('state', ...line.split(' '), '--json'), line).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('PostgreSQL'),
    });
  }
});

test('a service whose sessions somebody ends goes on by itself, and doubles nobody', async () => {
  const { schema, env } = await onServer();
  const { clinic, sandbox } = await Clinic.withSandbox(12, { onTestFinished });
  await clinic.runWith(env, 'fields', 'create');
  const service = await ServiceProcess.start(clinic, env);
  const ended = (mode: string) =>
    service.log.filter((line) => line['mode'] === mode && line['outcome'] === 'ok');
  await service.logs(({ mode, outcome }) => mode === 'deep' && outcome === 'ok');
  await schema.sql(`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'ident-amocrm ${schema.server.schema}'`);
  const before = ended('incremental').length;
  clinic.editPerson(3, 'Name', 'Мстислав');
  await vi.waitUntil(() => ended('incremental').length > before, { timeout: 60_000 });
  expect((await clinic.runWith(env, 'status', '--json')).json).toMatchObject({
    links: { linked: 12 },
    service: { running: { command: 'run' } },
  });
  service.send('SIGTERM');
  expect(await service.ended).toMatchObject({ code: 0 });
  expect(sandbox.crm.count()).toBe(12);
}, 120_000);
