import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { settings } from '../../../src/config/settings.ts';
import { knownCommands } from '../known-commands.ts';
import { read, root } from '../repository.ts';

const service = z.looseObject({
  profiles: z.array(z.string()).optional(),
  image: z.string(),
  build: z.string().optional(),
  command: z.union([z.string(), z.array(z.string())]).optional(),
  env_file: z.array(z.object({ path: z.string(), required: z.boolean() })).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.union([z.string(), z.looseObject({ source: z.string() })])).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
});
const composition = z.looseObject({
  name: z.string(),
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.unknown()),
  networks: z.unknown().optional(),
});
const files = ['compose.yaml', 'compose.trial.yaml'] as const;
const [file, trialFile] = files.map((name) =>
  composition.parse(parse(read(name), { merge: true })),
) as [z.infer<typeof composition>, z.infer<typeof composition>]; // as many as there are names
const { sync, auth, fleet, postgres } = file.services;
const { trial, ...others } = trialFile.services;
if (sync === undefined || auth === undefined || trial === undefined) throw new Error('no service');
if (fleet === undefined || postgres === undefined) throw new Error('no fleet');
const services = [...Object.entries(file.services), ...Object.entries(trialFile.services)];
const ours = services.filter(([, { build }]) => build !== undefined);
/** A variable of Compose. */
const variable = (text: string) => ['$', `{${text}}`].join('');

describe('compose.yaml', () => {
  it('starts the service and nothing else unless a profile is named', () => {
    expect(Object.keys(file.services)).toEqual(['sync', 'auth', 'fleet', 'postgres']);
    expect(sync.profiles).toBeUndefined();
    expect(auth.profiles).toEqual(['auth']);
    for (const one of [fleet, postgres]) expect(one.profiles).toEqual(['fleet']);
  });

  it('gives two clinics on one machine projects and volumes of their own', () => {
    const name = variable(`DOCKER_PROJECT:-ident-amocrm-${variable('AMOCRM_SUBDOMAIN:-clinic')}`);
    expect(file.name).toBe(name);
    expect(file.volumes).toEqual({
      data: { name: variable(`DOCKER_DATA_VOLUME:-${name}-data`) },
      ...{ fleet: { name: `${name}-fleet` }, postgres: { name: `${name}-postgres` } },
    });
    expect(trialFile.name).toBe('ident-amocrm-trial');
  });

  it('takes no range of addresses for a clinic, and sixteen addresses for a trial', () => {
    for (const one of [sync, auth]) {
      expect(one['network_mode']).toBe('bridge');
      expect(one['networks']).toBeUndefined();
    }
    // The network of a fleet is made with it alone.
    expect(file.networks).toEqual({
      fleet: { ipam: { config: [{ subnet: variable('FLEET_SUBNET:-10.213.78.0/28') }] } },
    });
    for (const one of [fleet, postgres]) expect(one['networks']).toEqual(['fleet']);
    expect(trialFile.networks).toEqual({
      default: { ipam: { config: [{ subnet: variable('DOCKER_SUBNET:-10.213.77.0/28') }] } },
    });
  });

  it('runs commands that exist', async () => {
    const commands = await knownCommands();
    expect(sync.command).toBeUndefined();
    expect(auth.command).toBe('auth');
    expect(fleet.command).toBe('fleet run');
    expect(commands).toContain('fleet');
    const [line = ''] = z.array(z.string()).parse(others['mssql-sample']?.command);
    for (const [, command] of line.matchAll(/ident-amocrm ([a-z-]+)/g)) {
      expect(commands).toContain(command);
    }
  });

  it('publishes to this machine only, but for the address that amoCRM sends the browser to', () => {
    expect(sync.ports).toEqual([`127.0.0.1:${variable('HTTP_PORT:-8090')}:8090`]);
    const port = variable('AUTH_PORT:-8080');
    expect(auth.ports).toEqual([`${port}:${port}`]);
    for (const one of [fleet, postgres, trial, ...Object.values(others)]) {
      for (const port of one.ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    }
  });

  it('lets both reach a database on the very machine', () => {
    for (const one of [sync, auth]) {
      expect(one['extra_hosts']).toEqual(['host.docker.internal:host-gateway']);
    }
  });

  it('gives a batch in flight the time that the service needs', () => {
    expect(sync['stop_grace_period']).toBe('35s');
    expect(sync['restart']).toBe('unless-stopped');
    expect(fleet).toMatchObject({ stop_grace_period: '35s', restart: 'unless-stopped' });
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

  it('shows the settings of clinics to whoever works for them alone, and sets none that does not exist', () => {
    const reading = ours.filter(([, one]) => one.env_file !== undefined);
    expect(reading.map(([name, one]) => [name, one.env_file])).toEqual([
      ['sync', [{ path: '.env', required: false }]],
      ['auth', [{ path: '.env', required: false }]],
      ['fleet', [{ path: '.env', required: false }]],
    ]);
    for (const [, one] of ours) {
      for (const name of Object.keys(one.environment)) {
        expect(Object.keys(settings)).toContain(
          name.replace(/_FILE$/, (end) => (name in settings ? end : '')),
        );
      }
    }
    expect(trial.environment).toMatchObject({ USE_MOCK_AMOCRM: 'true', DB_USER: 'ident_reader' });
  });

  it('shares one volume between the service and auth, and none with the trial', () => {
    expect(sync.volumes).toEqual(['data:/data']);
    expect(auth.volumes).toEqual(['data:/data']);
    expect(trial.volumes).toEqual(['trial:/data']);
    expect(Object.keys(trialFile.volumes)).toEqual(['trial', 'mssql']);
  });

  it('fills the sample before the trial begins, and only once the server is healthy', () => {
    const waits = services.flatMap(([name, one]) =>
      Object.entries(one.depends_on).map(([on, { condition }]) => [name, on, condition]),
    );
    expect(waits).toEqual([
      ['fleet', 'postgres', 'service_healthy'],
      ['trial', 'mssql-sample', 'service_completed_successfully'],
      ['mssql-databases', 'mssql', 'service_healthy'],
      ['mssql-sample', 'mssql-databases', 'service_completed_successfully'],
    ]);
  });
});

describe('compose.yaml to Compose', () => {
  if (spawnSync('docker', ['compose', 'version']).status !== 0) {
    it.skip('not here: docker compose', () => {});
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'compose-'));
  for (const name of [...files, 'Dockerfile']) copyFileSync(join(root, name), join(folder, name));
  cpSync(join(root, 'deploy'), join(folder, 'deploy'), { recursive: true });
  afterAll(() => rmSync(folder, { recursive: true }));

  function config(...words: string[]) {
    const run = spawnSync('docker', ['compose', ...words, 'config', '--format', 'json'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(run).toMatchObject({ status: 0, stderr: '' });
    return composed.parse(JSON.parse(run.stdout));
  }

  it('is valid without a .env, and so is the trial', () => {
    expect(config().name).toBe('ident-amocrm-clinic');
    const words = ['--file', 'compose.trial.yaml'];
    expect(Object.keys(config(...words).services)).toEqual(
      expect.arrayContaining(['mssql', 'mssql-databases', 'mssql-sample', 'trial']),
    );
  });

  it('is another project with another volume for another clinic, whatever the folder is called', () => {
    const of = (env: string) => {
      writeFileSync(join(folder, '.env'), env);
      const { name, volumes, services } = config('--profile', 'auth');
      // Who signs the volume as its own.
      for (const one of Object.values(services)) expect(one.environment?.STATE_OWNER).toBe(name);
      return [name, volumes['data']?.name];
    };
    expect(of('AMOCRM_SUBDOMAIN=alfa\n')).toEqual(['ident-amocrm-alfa', 'ident-amocrm-alfa-data']);
    expect(of('AMOCRM_SUBDOMAIN=beta\n')).toEqual(['ident-amocrm-beta', 'ident-amocrm-beta-data']);
    expect(of('DOCKER_PROJECT=x\nDOCKER_DATA_VOLUME=y\nSTATE_OWNER=z\n')).toEqual(['x', 'y']);
  });

  it('makes two machines and a server of the profile fleet, on a network that a setting moves', () => {
    writeFileSync(
      join(folder, '.env'),
      'DOCKER_PROJECT=many\nFLEET_SUBNET=10.9.8.0/29\nFLEET_REPLICAS=3\nFLEET_PORTS=9001-9003\n',
    );
    expect(config('--profile', 'fleet')).toMatchObject({
      name: 'many',
      networks: { fleet: { ipam: { config: [{ subnet: '10.9.8.0/29' }] } } },
      services: {
        fleet: {
          command: ['fleet', 'run'],
          deploy: { replicas: 3 },
          ports: [{ host_ip: '127.0.0.1', published: '9001-9003' }],
        },
        postgres: { image: 'postgres:18-bookworm' },
      },
      volumes: { fleet: { name: 'many-fleet' }, postgres: { name: 'many-postgres' } },
    });
    // Without the profile neither is there, nor its network.
    expect(Object.keys(config().services)).toEqual(['sync']);
    expect(config()['networks']).toBeUndefined();
  });

  it('reads the example of the settings', () => {
    copyFileSync(join(root, '.env_example'), join(folder, '.env'));
    expect(config().name).toBe('ident-amocrm-clinic');
  });
});

const composed = z.looseObject({
  name: z.string(),
  services: z.record(
    z.string(),
    z.looseObject({
      environment: z.looseObject({ STATE_OWNER: z.string().optional() }).optional(),
    }),
  ),
  volumes: z.record(z.string(), z.looseObject({ name: z.string() })),
});
