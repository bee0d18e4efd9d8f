import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { long } from './long-first.ts';
import { onBothHomes } from './support/state/both-homes.ts';

const root = resolve(import.meta.dirname, '..');
const src = resolve(root, 'src');

/** Of each top folder of src those that its files import from, types too. */
function imports(): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const file of globSync('*/**/*.ts', { cwd: src })) {
    const from = topOf(file);
    const uses = found.get(from) ?? new Set();
    found.set(from, uses);
    const text = readFileSync(resolve(src, file), 'utf8');
    for (const [, path = ''] of text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)) {
      const used = relative(src, resolve(src, dirname(file), path));
      if (used.includes('/') && topOf(used) !== from) uses.add(topOf(used));
    }
  }
  return found;
}

const topOf = (file: string): string => file.split('/')[0] ?? '';

test('the folders of src import from each other one way, types too: no ring of them', () => {
  const left = new Map(imports());
  // Whoever imports from nobody that is left goes; what stays in the end is in a ring, or above one.
  for (let gone = true; gone; ) {
    const free = [...left].filter(([, uses]) => [...uses].every((name) => !left.has(name)));
    for (const [name] of free) left.delete(name);
    gone = free.length > 0;
  }
  expect([...left.keys()]).toEqual([]);
});

test('a folder holds at most a dozen files at one level', () => {
  const files = globSync('{src,test,dashboard/src}/**/*.{ts,tsx}', { cwd: root });
  const held = Map.groupBy(files, (file) => dirname(file));
  expect([...held].filter(([, files]) => files.length > 12).map(([folder]) => folder)).toEqual([]);
});

test('what runs on both homes of a state, and what begins first, names files of tests that exist', () => {
  const named = [...onBothHomes, ...long.map((name) => `test/${name}.test.ts`)];
  expect(named.filter((file) => !existsSync(resolve(root, file)))).toEqual([]);
});

test('a folder of test/sync has the name of the folder of src/sync that its tests are about', () => {
  const folders = (of: string) =>
    readdirSync(resolve(root, of), { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    );
  expect(folders('src/sync')).toEqual(expect.arrayContaining(folders('test/sync')));
});

test('a clinic is put together without the service, the site, the doctor and the command line that use it', () => {
  const above = ['service', 'http', 'doctor', 'cli'];
  const below = ['contact', 'ident', 'amocrm', 'state', 'sync', 'health', 'clinic'];
  const all = imports();
  const upwards = below.flatMap((name) => above.filter((other) => all.get(name)?.has(other)));
  expect(upwards).toEqual([]);
});

test('a mere --help loads neither an action nor anything that an action works with', () => {
  const loaded = new Set<string>();
  for (const left = ['cli/main.ts']; left.length > 0; ) {
    const file = left.pop() ?? '';
    if (loaded.has(file)) continue;
    loaded.add(file);
    const text = readFileSync(resolve(src, file), 'utf8');
    // What is imported for its types alone is not loaded, and neither is what is imported later.
    for (const [, path = ''] of text.matchAll(
      /^(?:im|ex)port (?!type )[^;]*?from '(\.[^']+)'/gms,
    )) {
      left.push(relative(src, resolve(src, dirname(file), path)));
    }
  }
  const heavy = /^(cli\/(actions|views)|clinic|service|http|doctor|ident|amocrm)\//;
  expect([...loaded].filter((file) => heavy.test(file))).toEqual([]);
});

test('there is one place that makes an amoCRM client', () => {
  const calls = globSync('**/*.ts', { cwd: src }).flatMap((file) => {
    const text = readFileSync(resolve(src, file), 'utf8');
    return [...text.matchAll(/(?<!function )createAmoClient\(/g)].map(() => file);
  });
  expect(new Set(calls)).toEqual(new Set(['clinic/amo-line.ts']));
});
