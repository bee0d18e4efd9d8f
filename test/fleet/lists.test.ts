import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startCli } from '../cli/cli-harness.ts';
import { deadUrl } from '../support/http/scripted-server.ts';
import { FleetGround, type Written } from './fleet-ground.ts';

const patience = { timeout: 60_000, interval: 300 };

let ground: FleetGround;

/** One that is well, one whose database went away, one that nobody has added, and one whose state is gone from the server. */
beforeAll(async () => {
  ground = await FleetGround.make();
  const clinics: Written[] = [];
  for (const [at, name] of ['Ромашка', 'Василёк', 'Мак', 'Лён'].entries()) {
    const schema = `clinic_${at}`;
    clinics.push({ name, schema, sandbox: await ground.account(31_000_001 + at) });
    await ground.patients(`${schema}.db`, 3, at + 1);
  }
  ground.write(clinics, 'clinics.yaml', { rate: 7, interval: '20s' });
  await ground.run('fleet', 'migrate');
  for (const name of ['Ромашка', 'Василёк', 'Лён'])
    await ground.run('fleet', 'add', name, '--start');
  const machine = startCli(['fleet', 'run'], {
    cwd: ground.folder,
    env: { ...ground.env, FLEET_PLACES: '4', LOG_FORMAT: 'json' },
  });
  const outcome = async (name: string) => {
    const [row] = await ground.sql<{ outcome: string | null }>(
      `select d.outcome from ident_amocrm.fleet_due d join ident_amocrm.fleet_clinics c using (number)
        where c.name = '${name}'`,
    );
    return row?.outcome;
  };
  try {
    for (const name of ['Ромашка', 'Василёк', 'Лён']) {
      await vi.waitUntil(async () => (await outcome(name)) === 'ok', patience);
    }
    const file = join(ground.folder, 'clinic_1.db');
    renameSync(file, `${file}.away`);
    await vi.waitUntil(async () => (await outcome('Василёк')) === 'IDENT_FILE_NOT_FOUND', patience);
  } finally {
    machine.signals.emit('SIGTERM');
  }
  await machine.done;
  await ground.sql('drop schema clinic_3 cascade');
  // As if a machine that has all of them went on.
  await ground.sql(`insert into ident_amocrm.fleet_machines (machine, host, pid, version, places, seen_at)
    values ('second', 'second', 1, '0', 2, now() + interval '1 hour');
    insert into ident_amocrm.fleet_shown (machine, number, digest)
      select 'second', number, digest from ident_amocrm.fleet_clinics`);
}, 180_000);
afterAll(() => ground[Symbol.asyncDispose]());

describe('without a chosen clinic of a fleet', () => {
  test.each([
    [
      'ru',
      'Состояния клиники в схеме clinic_3 нет',
      'Состояния ещё нет',
      'Клиник: 4. Нужен человек: 2.',
    ],
    [
      'en',
      'There is no state of the clinic in the schema clinic_3',
      'No state yet',
      'Clinics: 4. A person is needed by 2.',
    ],
  ])(
    'status (%s) lists all of them, the worst first: whose state is gone, whose database is away, who was never begun, who is well',
    async (lang, gone, none, summary) => {
      const { code, stdout } = await ground.run('status', '--lang', lang);
      expect(code).toBe(0);
      const names = [...stdout.matchAll(/^[✗!·✓] (\S+) .*(?:–|\d+)/gm)].map(([, name]) => name);
      expect(names).toEqual(['Лён', 'Василёк', 'Мак', 'Ромашка']);
      expect(stdout).toMatch(/✓ Ромашка +3 (из|of) 3 /);
      for (const words of [gone, none, summary]) expect(stdout).toContain(words);
      expect(stdout.split(none)).toHaveLength(2);
    },
  );

  test.each([
    ['ru', 'полная сверка', 'не удался IDENT_FILE_NOT_FOUND'],
    ['en', 'deep pass', 'failed IDENT_FILE_NOT_FOUND'],
  ])(
    'runs (%s) lists those of all that have any, and names whose cannot be read',
    async (lang, deep, failed) => {
      const { code, stdout, stderr } = await ground.run('runs', '--lang', lang);
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`^Ромашка +1 .*${deep}`, 'm'));
      expect(stdout).toMatch(new RegExp(`^Василёк .*${failed}`, 'm'));
      expect(stdout).not.toContain('Мак');
      expect(stderr).toMatch(/^Лён: .*FLEET_STATE_GONE/m);
    },
  );

  test.each([
    ['ru', 'Проблемы: '],
    ['en', 'With problems: '],
  ])('doctor (%s) examines each of them, and tells of each what is not well', async (lang, ill) => {
    const { code, stdout } = await ground.run('doctor', '--lang', lang);
    expect(code).toBe(1);
    const at = ['Ромашка', 'Василёк', 'Мак', 'Лён'].map((name) => stdout.indexOf(`\n${name}\n`));
    expect(at).toEqual(at.toSorted((a, b) => a - b));
    expect(stdout.slice(at[1], at[2])).toContain('clinic_1.db');
    expect(stdout.slice(at[3])).toContain('fleet remove');
    expect(stdout.slice(stdout.indexOf(ill))).toMatch(/Василёк, Мак, Лён/);
  });

  test('whose state is gone is told by its own status and by programs, too, and is not taken for one that never began', async () => {
    const code = 'FLEET_STATE_GONE';
    expect((await ground.run('status', '--clinic', 'Лён', '--json')).json).toMatchObject({
      error: { code },
    });
    expect((await ground.run('status', '--json')).json).toMatchObject({
      clinics: [{ clinic: 'Лён', error: { code } }, {}, { clinic: 'Мак', installed: false }, {}],
    });
    expect((await ground.run('runs', '--json')).json).toMatchObject({
      errors: [{ clinic: 'Лён', code }],
    });
  });

  test.each(['ru', 'en'])(
    'a server that cannot be reached (%s) is told of every clinic, and nothing is said that nobody knows',
    async (lang) => {
      const { port } = new URL(await deadUrl());
      const text = readFileSync(join(ground.folder, 'clinics.yaml'), 'utf8');
      writeFileSync(
        join(ground.folder, 'away.yaml'),
        text.replace(/^(STATE_URL: .*:)\d+\//m, `$1${port}/`),
      );
      const run = (command: string) => ground.runOf('away.yaml', command, '--lang', lang);
      const unreachable = (told: string) => told.split('STATE_SERVER_UNREACHABLE').length - 1;
      const status = await run('status');
      expect([status.code, unreachable(status.stdout)]).toEqual([5, 4]);
      const runs = await run('runs');
      expect([runs.code, unreachable(runs.stderr), runs.stdout.trim()]).toEqual([5, 4, '']);
      const doctor = await run('doctor');
      expect(doctor.code).toBe(1);
      expect(doctor.stdout.split('ECONNREFUSED').length - 1).toBe(4);
    },
  );
});
