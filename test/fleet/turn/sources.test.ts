import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SourceNumber } from '../../../src/contact/model/patient-key.ts';
import { restoredCircuits, savedCircuits, settingsMarks } from '../../../src/fleet/circuits.ts';
import type { EndedTurn } from '../../../src/fleet/tables/due-times.ts';
import { IdentError, identErrors } from '../../../src/ident/connection/errors.ts';
import { FleetGround } from '../fleet-ground.ts';
import { oneTurn } from './one-turn.ts';

const databases = `
    sources:
      - { name: Центр, number: 1, DB_FILE: one.db }
      - { name: Север, number: 2, DB_FILE: two.db }`;

test('a database of a clinic that is away is left out of the passes of whichever machine, and tried beside them ever more rarely until it answers', async () => {
  await using ground = await FleetGround.make();
  await ground.patients('one.db', 2, 1);
  await ground.patients('two.db', 3, 2);
  const sandbox = await ground.account();
  ground.write([{ name: 'Сеть', schema: 'net', sandbox, database: 'one.db', more: databases }]);
  await ground.run('fleet', 'migrate');
  await ground.run('fleet', 'add', 'Сеть', '--start');
  let history: EndedTurn['history'] = null;
  let serverMs = Date.now();
  /** Each is of a machine that has never heard of the clinic, so long after the one before. */
  const turn = async (afterMs = 20_000) => {
    serverMs += afterMs;
    const { next } = await oneTurn(ground, 'Сеть', { begun: { history, serverMs } });
    ({ history } = next);
    expect(next.outcome).toBe('ok');
    return history?.circuits?.map(({ failures, error: { code } }) => ({ failures, code }));
  };
  expect(await turn()).toEqual([]);
  expect(sandbox.crm.count()).toBe(5);

  const file = join(ground.folder, 'two.db');
  renameSync(file, `${file}.away`);
  const away = { code: 'IDENT_FILE_NOT_FOUND' };
  expect(await turn()).toEqual([{ ...away, failures: 1 }]);
  // Nobody asks it yet.
  expect(await turn()).toEqual([{ ...away, failures: 1 }]);
  expect(await turn()).toEqual([{ ...away, failures: 2 }]);
  renameSync(`${file}.away`, file);
  expect(await turn()).toEqual([{ ...away, failures: 2 }]);
  expect(await turn(60_000)).toEqual([]);
});

test('a database whose settings were put right is asked in the next pass, on whichever machine, however long it was to be left out', async () => {
  await using ground = await FleetGround.make();
  await ground.patients('one.db', 2, 1);
  await ground.patients('two.db', 3, 2);
  const sandbox = await ground.account();
  const write = (more: string) =>
    ground.write([{ name: 'Сеть', schema: 'net', sandbox, database: 'one.db', more }]);
  write(databases.replace('two.db', 'too.db'));
  await ground.run('fleet', 'migrate');
  await ground.run('fleet', 'add', 'Сеть', '--start');
  let history: EndedTurn['history'] = null;
  let serverMs = Date.now();
  const turn = async () => {
    serverMs += 10_000;
    ({ history } = (await oneTurn(ground, 'Сеть', { begun: { history, serverMs } })).next);
    return history?.circuits?.map(({ source, failures }) => ({ source, failures }));
  };
  expect(await turn()).toEqual([{ source: 2, failures: 1 }]);
  // By the same settings nobody asks it yet.
  expect(await turn()).toEqual([{ source: 2, failures: 1 }]);
  expect(sandbox.crm.count()).toBe(2);
  write(databases);
  expect(await turn()).toEqual([]);
  expect(sandbox.crm.count()).toBe(5);
});

test('a source is tried anew by another password, by which it has not failed, and what a build before wrote holds', () => {
  const sourceOf = (password: string) =>
    [
      {
        number: 2 as SourceNumber,
        connection: { client: 'mssql', host: 'srv', user: 'u', password },
      },
    ] as const;
  const marks = settingsMarks(sourceOf('typo'), 'key');
  const now = { monotonic: 1_000, server: 5_000 };
  const failed = { failures: 5, until: 601_000, error: new IdentError(identErrors.busy()) };
  const saved = savedCircuits(new Map([[2 as SourceNumber, failed]]), now, marks);
  expect(JSON.stringify(saved)).not.toContain('typo');
  const left = (circuits: typeof saved, password: string, key = 'key') =>
    [...restoredCircuits(circuits, now, settingsMarks(sourceOf(password), key)).values()].map(
      ({ failures, until }) => [failures, until],
    );
  expect(left(saved, 'typo')).toEqual([[5, 601_000]]);
  expect(left(saved, 'right')).toEqual([]);
  // Whoever does not have the key cannot try passwords against it.
  expect(left(saved, 'typo', 'another key')).toEqual([]);
  const before = saved.map(({ settings: _, ...rest }) => rest);
  expect(left(before, 'right')).toEqual([[5, 601_000]]);
});
