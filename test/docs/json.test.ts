import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Clinic } from '../cli/clinic.ts';
import { root } from './documents.ts';
import { exampleProfile } from './profile-example.ts';

/** Rows of the table «Commands»: the words of a command, and the keys of its object, without those within brackets. */
const contract = readFileSync(join(root, 'docs', 'json.md'), 'utf8')
  .split('## Commands')[1]
  ?.split('\n')
  .flatMap((line) => {
    const [, command, keys] = /^\| `([^`]+)` \| (.+) \|$/.exec(line) ?? [];
    if (command === undefined || keys === undefined) return [];
    const own = keys.replaceAll(/\([^)]*\)/g, '');
    return [[command, [...own.matchAll(/`(\w+)`/g)].map(([, key = '']) => key)] as const];
  });

test('every command answers with the keys that the JSON contract names', async () => {
  const clinic = await Clinic.mocked(3);
  await clinic.run('fields', 'create');
  expect(contract?.length).toBeGreaterThan(8);
  for (const [command, keys] of contract ?? []) {
    const { json } = await clinic.run(...command.split(' '), '--json');
    expect(Object.keys(Object(json)), command).toEqual(expect.arrayContaining([...keys]));
  }
});

test('the profile that the documents show is one that the program takes', async () => {
  expect((await exampleProfile()).inputs.get('passport')?.candidates).toHaveLength(1);
});
