import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { knownCommands } from '../known-commands.ts';
import { read, root } from '../repository.ts';
import { allowedPaths, copiesOf, parseDockerfile } from './dockerfile.ts';

const { args, stages } = parseDockerfile(read('Dockerfile'));
const allowed = allowedPaths(read('.dockerignore'));
const all = stages.flatMap((stage) => stage.instructions);

const image = stages.at(-1);
if (image === undefined) throw new Error('the Dockerfile has no stage');
const last = (name: string) => image.instructions.findLast((one) => one.name === name)?.value;
const words = (json: string | undefined) => z.array(z.string()).parse(JSON.parse(json ?? 'null'));

describe('the image', () => {
  it('runs the very Node that a host without Docker is given', () => {
    const manifest = z
      .object({ optionalDependencies: z.record(z.string(), z.string()) })
      .parse(JSON.parse(read('package.json')));
    for (const version of Object.values(manifest.optionalDependencies)) {
      expect(args['NODE_IMAGE']).toBe(`node:${version}-bookworm-slim`);
    }
    expect(
      all.filter(({ name }) => name === 'FROM').map(({ value }) => value.split(' ')[0]),
    ).toEqual(stages.map(() => ['$', '{NODE_IMAGE}'].join('')));
  });

  it('takes only what is there and what .dockerignore lets through, or what a named stage made', () => {
    const names = stages.map(({ name }) => name);
    expect(names).toEqual(['dependencies', 'build', 'runtime']);
    for (const { from, sources } of stages.flatMap(copiesOf)) {
      if (from !== undefined) {
        expect(names).toContain(from);
        continue;
      }
      for (const source of sources.filter((path) => path !== '.')) {
        expect(existsSync(join(root, source)), source).toBe(true);
        const path = source.replace(/\/$/, '');
        expect(
          allowed.some((one) => path === one || path.startsWith(`${one}/`)),
          source,
        ).toBe(true);
      }
    }
  });

  it('lets nothing in that is not named: no .env, no state, no key, no tests', () => {
    const first = read('.dockerignore')
      .split('\n')
      .find((line) => !/^(#|$)/.test(line));
    expect(first).toBe('*');
    for (const path of allowed) {
      expect(path).not.toMatch(/^\.?(env|data|logs|git|test)\b|\*|state|key/);
      expect(existsSync(join(root, path)), path).toBe(true);
    }
  });

  it('downloads nothing but packages, and keeps no secret', () => {
    expect(all.map(({ name }) => name)).not.toContain('ADD');
    const commands = all.filter(({ name }) => name === 'RUN').map(({ value }) => value);
    for (const command of commands) {
      expect(command).not.toMatch(/\b(curl|wget|https?:)/);
      if (command.includes('apt-get install')) {
        expect(command).toContain('--no-install-recommends');
        expect(command).toContain('rm -rf /var/lib/apt/lists/*');
      }
      if (command.startsWith('npm ci')) expect(command).toContain('--ignore-scripts');
    }
    for (const { name, value } of all) {
      if (name === 'ENV' || name === 'ARG') expect(value).not.toMatch(/password|token|secret|key/i);
    }
  });

  it('works as a user of its own who owns nothing but the one volume', () => {
    const [uid = '', gid = ''] = (last('USER') ?? '').split(':');
    expect(Number(uid)).toBeGreaterThanOrEqual(10_000);
    expect(image.instructions.filter(({ name }) => name === 'VOLUME')).toEqual([
      { name: 'VOLUME', value: '/data' },
    ]);
    const commands = image.instructions.filter(({ name }) => name === 'RUN');
    expect(commands.map(({ value }) => value).join('\n')).toContain(
      `install -d -o ${uid} -g ${gid} -m 0700 /data`,
    );
    expect(last('WORKDIR')).toBe('/data');
    for (const { target } of copiesOf(image)) expect(target).toMatch(/^(\.\/|\/usr\/local\/bin\/)/);
  });

  it('starts the service under an init, and asks it whether it is alive', async () => {
    const commands = await knownCommands();
    const [init, , program = ''] = words(last('ENTRYPOINT'));
    expect(init).toBe('/usr/bin/tini');
    expect(words(last('CMD'))).toEqual(['run', '--stay']);
    const check = words(/ CMD (.*)$/.exec(last('HEALTHCHECK') ?? '')?.[1]);
    expect(check).toEqual(['healthcheck']);
    expect(existsSync(join(root, 'deploy/docker/healthcheck'))).toBe(true);
    expect([...commands]).toEqual(expect.arrayContaining(['run', 'auth']));
    const script = read(`deploy/docker/${program}`);
    const target = /exec node \/app\/(\S+) "\$@"/.exec(script)?.[1];
    expect(existsSync(join(root, target ?? 'nothing'))).toBe(true);
  });

  it('says of which version and revision it is', () => {
    const labels = image.instructions.filter(({ name }) => name === 'LABEL');
    const text = labels.map(({ value }) => value).join(' ');
    expect(text).toContain('org.opencontainers.image.version="$'.concat('{VERSION}"'));
    expect(text).toContain('org.opencontainers.image.revision="$'.concat('{REVISION}"'));
  });

  it('brings scripts that a shell can read and run', () => {
    for (const name of ['ident-amocrm', 'healthcheck', 'python', 'python3']) {
      const script = read(`deploy/docker/${name}`);
      expect(script).toMatch(/^#!\/bin\/(ba)?sh\n/);
      expect(script).not.toContain('\r');
      expect(statSync(join(root, 'deploy/docker', name)).mode & 0o111, name).not.toBe(0);
    }
  });
});
