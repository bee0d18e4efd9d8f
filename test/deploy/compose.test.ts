import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { settings } from '../../src/config/settings.ts';
import { knownCommands } from './known-commands.ts';
import { read, root } from './repository.ts';

const service = z.looseObject({
  profiles: z.array(z.string()).optional(),
  image: z.string(),
  build: z.string().optional(),
  command: z.union([z.string(), z.array(z.string())]).optional(),
  env_file: z.string().optional(),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
});
const file = z
  .looseObject({
    services: z.record(z.string(), service),
    volumes: z.record(z.string(), z.unknown()),
  })
  .parse(parse(read('compose.yaml'), { merge: true }));
const { sync, auth, trial, ...others } = file.services;
if (sync === undefined || auth === undefined || trial === undefined) throw new Error('no service');
const services = Object.entries(file.services);
const ours = services.filter(([, { build }]) => build !== undefined);

describe('compose.yaml', () => {
  it('starts the service and nothing else unless a profile is named', () => {
    const always = services.filter(([, { profiles }]) => profiles === undefined);
    expect(always.map(([name]) => name)).toEqual(['sync']);
    expect(auth.profiles).toEqual(['auth']);
    for (const one of [trial, ...Object.values(others)]) expect(one.profiles).toEqual(['test']);
  });

  it('runs commands that exist', async () => {
    const commands = await knownCommands();
    expect(sync.command).toBeUndefined();
    expect(auth.command).toBe('auth');
    const [line = ''] = z.array(z.string()).parse(others['mssql-sample']?.command);
    for (const [, command] of line.matchAll(/ident-amocrm ([a-z-]+)/g)) {
      expect(commands).toContain(command);
    }
  });

  it('publishes to this machine only, but for the address that amoCRM sends the browser to', () => {
    expect(sync.ports).toEqual([['127.0.0.1:$', '{HTTP_PORT:-8090}:8090'].join('')]);
    expect(auth.ports).toEqual(['8080:8080']);
    for (const one of [trial, ...Object.values(others)]) {
      for (const port of one.ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    }
  });

  it('gives a batch in flight the time that the service needs', () => {
    expect(sync['stop_grace_period']).toBe('35s');
    expect(sync['restart']).toBe('unless-stopped');
    expect(auth['restart']).toBe('no');
  });

  it('locks our containers up and cuts their logs', () => {
    for (const [, one] of ours) {
      expect(one).toMatchObject({
        read_only: true,
        tmpfs: ['/tmp'],
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        ulimits: { core: 0 },
      });
    }
    for (const [, one] of services) {
      expect(one['logging']).toMatchObject({
        driver: 'json-file',
        options: { 'max-size': '10m', 'max-file': '5' },
      });
    }
  });

  it('shows the clinic’s settings to the service and auth alone, and sets none that does not exist', () => {
    const reading = ours.filter(([, one]) => one.env_file !== undefined);
    expect(reading.map(([name, one]) => [name, one.env_file])).toEqual([
      ['sync', '.env'],
      ['auth', '.env'],
    ]);
    for (const [, one] of ours) {
      for (const name of Object.keys(one.environment))
        expect(Object.keys(settings)).toContain(name);
    }
    expect(trial.environment).toMatchObject({ USE_MOCK_AMOCRM: 'true', DB_USER: 'ident_reader' });
  });

  it('shares one volume between the service and auth, and none with the trial', () => {
    expect(sync.volumes).toEqual(['data:/data']);
    expect(auth.volumes).toEqual(['data:/data']);
    expect(trial.volumes).toEqual(['trial:/data']);
    expect(Object.keys(file.volumes)).toEqual(['data', 'trial', 'mssql']);
  });

  it('fills the sample before the trial begins, and only once the server is healthy', () => {
    const waits = services.flatMap(([name, one]) =>
      Object.entries(one.depends_on).map(([on, { condition }]) => [name, on, condition]),
    );
    expect(waits).toEqual([
      ['trial', 'mssql-sample', 'service_completed_successfully'],
      ['mssql-databases', 'mssql', 'service_healthy'],
      ['mssql-sample', 'mssql-databases', 'service_completed_successfully'],
    ]);
  });
});

/** `docker compose`, or its predecessor. */
const client = [['docker', 'compose'], ['docker-compose']].find(
  ([program = '', ...words]) => spawnSync(program, [...words, 'version']).status === 0,
);

describe('compose.yaml to a compose client', () => {
  if (client === undefined) {
    it.skip('not here: docker compose, docker-compose', () => {});
    return;
  }
  const [program = '', ...words] = client;

  it('is valid with each profile, and has the services that the commands name', () => {
    const folder = mkdtempSync(join(tmpdir(), 'compose-'));
    for (const name of ['compose.yaml', 'Dockerfile']) {
      copyFileSync(join(root, name), join(folder, name));
    }
    cpSync(join(root, 'deploy'), join(folder, 'deploy'), { recursive: true });
    copyFileSync(join(root, '.env_example'), join(folder, '.env'));
    const configured = (...profiles: string[]) => {
      const flags = profiles.flatMap((profile) => ['--profile', profile]);
      const run = spawnSync(program, [...words, ...flags, 'config', '--services'], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(run.stderr).not.toMatch(/error|invalid/i);
      expect(run.status).toBe(0);
      return run.stdout.trim().split('\n');
    };
    const test = ['mssql', 'mssql-databases', 'mssql-sample', 'trial'];
    // The predecessor lists those of other profiles, too.
    expect(configured()).toContain('sync');
    expect(configured('auth', 'test')).toEqual(expect.arrayContaining(['sync', 'auth', ...test]));
    rmSync(folder, { recursive: true });
  });
});
