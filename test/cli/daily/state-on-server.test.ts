import { expect, onTestFinished, test, vi } from 'vitest';
import { TestSchema } from '../../support/postgres/test-schema.ts';
import { Clinic } from '../clinic.ts';
import { ServiceProcess } from '../service/service-process.ts';

/** Settings of a state on the tests' server, in a schema of its own. */
async function onServer(): Promise<{ readonly schema: TestSchema; readonly env: Env }> {
  const schema = await TestSchema.unbegun();
  onTestFinished(() => schema.giveBack());
  const { host, port, user, database, schema: name } = schema.server;
  const STATE_URL = `postgres://${user}@${host}:${port}/${database}`;
  return { schema, env: { STATE_URL, STATE_SCHEMA: name } };
}

type Env = Readonly<Record<string, string>>;

test('with STATE_URL on a server every patient becomes one contact, a change goes over, and the state is told of', async () => {
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
  expect(told('server')).toMatchObject({ verdict: 'problem', code: 'DOCTOR_SERVER_UNSAFE' });
  for (const name of ['disk', 'backup']) expect(told(name)).toMatchObject({ verdict: 'skipped' });
});

test('a state on a server is backed up, checked and brought back by the commands, moves into a file and goes on there', async () => {
  const { env } = await onServer();
  const { clinic, sandbox } = await Clinic.withSandbox(4, { onTestFinished }, { quick: true });
  const run = (...argv: readonly string[]) => clinic.runWith(env, ...argv);
  await run('fields', 'create');
  await run('sync');
  expect(await run('state', 'backup', '--to', 'copy.db', '--json')).toMatchObject({
    code: 0,
    json: { links: 4, keyFile: expect.stringMatching(/copy\.db\.key$/) },
  });
  clinic.sql('insert into Persons (ID, Surname, Name) values (901, ?, ?)', 'Новая', 'Анна');
  clinic.sql(
    `insert into Patients (ID_Persons, DateTimeChanged) values (901, strftime('%Y-%m-%d %H:%M:%f','now','localtime'))`,
  );
  expect((await run('sync', '--json')).json).toMatchObject({ created: 1 });
  expect(await run('state', 'restore', '--from', 'copy.db', '--json')).toMatchObject({
    code: 0,
    json: { links: 4, newKey: false, safetyCopy: expect.stringContaining('.before-restore-') },
  });
  expect((await run('sync', '--json')).json).toMatchObject({
    ...{ mode: 'deep', reason: 'state-restored', created: 0, relinked: 1 },
  });
  expect((await run('state', 'check', '--json')).json).toMatchObject({
    ...{
      ok: true,
      links: 5,
      findings: [],
      file: expect.stringContaining(env['STATE_SCHEMA'] ?? ''),
    },
  });
  expect(await run('state', 'migrate', '--to', 'nowhere')).toMatchObject({
    ...{ code: 2, stderr: expect.stringContaining('STATE_URL') },
  });
  const moved = await run('state', 'migrate', '--to', 'sqlite:moved/state.db', '--lang', 'ru');
  expect(moved).toMatchObject({ code: 0, stdout: expect.stringContaining('всё совпало') });
  expect(moved.stderr).toContain('STATE_URL=sqlite:moved/state.db');
  expect(await run('sync', '--json')).toMatchObject({
    ...{ code: 2, json: { error: { code: 'STATE_MOVED' } } },
  });
  const inFile = { ...env, STATE_URL: 'sqlite:moved/state.db' };
  expect((await clinic.runWith(inFile, 'sync', '--deep', '--json')).json).toMatchObject({
    ...{ created: 0, updated: 0 },
  });
  expect(sandbox.crm.count()).toBe(5);
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
  // Sessions may end in the midst of a pass, and of the next one's beginning: each try comes later than the last.
  await vi.waitUntil(() => ended('incremental').length > before, { timeout: 150_000 });
  expect((await clinic.runWith(env, 'status', '--json')).json).toMatchObject({
    links: { linked: 12 },
    service: { running: { command: 'run' } },
  });
  service.send('SIGTERM');
  expect(await service.ended).toMatchObject({ code: 0 });
  expect(sandbox.crm.count()).toBe(12);
}, 200_000);
