import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const spec = readFileSync(join(root, 'SPEC.md'), 'utf8');

/** Every title of a test or a group of tests, as it stands in its file. */
const titles = new Set(
  readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => /(\.test|-suite)\.ts$/.test(file))
    .flatMap((file) => [
      ...readFileSync(join(import.meta.dirname, file), 'utf8').matchAll(
        /\b(?:test|it|describe)(?:\.(?:each|for)\([\s\S]*?\))?\(\s*(['"`])([\s\S]*?)\1/g,
      ),
    ])
    .map(([, , title]) => title ?? ''),
);

const invariants = [...spec.matchAll(/^### (I\d+)\.[\s\S]*?(?=^##)/gm)].map(([text, name]) => ({
  name: name ?? '',
  proofs: quoted(/\*\*proved by:\*\* (.*)/.exec(text)?.[1] ?? ''),
  files: quoted(/\*\*enforced by:\*\* (.*)/.exec(text)?.[1] ?? '').filter((one) =>
    one.startsWith('src/'),
  ),
}));

function quoted(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '');
}

describe('SPEC.md', () => {
  test('states the twelve invariants, each with code that enforces and tests that prove it', () => {
    expect(invariants.map(({ name }) => name)).toEqual(
      Array.from({ length: 12 }, (_, at) => `I${at + 1}`),
    );
    for (const { name, proofs, files } of invariants) {
      expect(proofs, name).not.toEqual([]);
      expect(files, name).not.toEqual([]);
    }
  });

  test('names only tests that exist', () => {
    const proofs = [...spec.matchAll(/\*\*proved by:\*\* (.*)/g)].flatMap(([, names]) =>
      quoted(names ?? ''),
    );
    expect(proofs.filter((title) => !titles.has(title))).toEqual([]);
  });

  test('names only files that exist', () => {
    const files = invariants.flatMap((invariant) => invariant.files);
    const there = new Set(
      readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).map(
        (file) => `src/${file.replaceAll('\\', '/')}`,
      ),
    );
    expect(files.filter((file) => !there.has(file.replace(/\/$/, '')))).toEqual([]);
  });
});
