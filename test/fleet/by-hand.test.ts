import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FleetGround, type Written } from './fleet-ground.ts';

let ground: FleetGround;
let romashka: Written;
/** The same account at another address: settings alone do not tell. */
let again: Written;
let other: Written;

beforeAll(async () => {
  ground = await FleetGround.make();
  const sandboxes = [31_000_001, 31_000_001, 31_000_002].map((id) => ground.account(id));
  const [one, same, another] = await Promise.all(sandboxes);
  if (one === undefined || same === undefined || another === undefined) throw new Error('three');
  romashka = { name: 'Ромашка', schema: 'romashka', sandbox: one };
  again = { name: 'Двойник', schema: 'again', sandbox: same };
  other = { name: 'Василёк', schema: 'vasilek', sandbox: another };
  for (const [at, { schema }] of [romashka, again, other].entries()) {
    await ground.patients(`${schema}.db`, 2, at + 1);
  }
  ground.write([romashka, again, other]);
  await ground.run('fleet', 'migrate');
  await ground.run('fleet', 'add', romashka.name);
  for (const { name } of [romashka, other]) {
    expect((await ground.run('fields', 'create', '--clinic', name)).code).toBe(0);
  }
}, 120_000);
afterAll(() => ground[Symbol.asyncDispose]());

const sync = (file: string, { name }: Written) =>
  ground.runOf(file, 'sync', '--clinic', name, '--json');

test('a pass by hand of a clinic of the fleet is made as the fleet names it, and not otherwise', async () => {
  ground.write([{ ...romashka, database: 'vasilek.db' }], 'otherwise.yaml');
  expect((await sync('otherwise.yaml', romashka)).json).toMatchObject({
    error: { code: 'FLEET_DIFFERS', message: expect.stringContaining('Ромашка') },
  });
  expect(romashka.sandbox.crm.count()).toBe(0);
  expect((await sync('clinics.yaml', romashka)).json).toMatchObject({ created: 2 });
  expect(romashka.sandbox.crm.count()).toBe(2);
});

test('a pass by hand of a clinic that is of no fleet is refused where its account or database is a clinic’s of the fleet, by its address and by what it says of itself, and nothing is read or written', async () => {
  // The fleet knows the account and the database themselves once a machine, or nobody yet, has asked them.
  await ground.sql(`insert into ident_amocrm.fleet_claims (kind, value, part, number)
    select 'account-id', '31000001', '', number from ident_amocrm.fleet_clinics`);
  ground.write([{ ...other, database: 'romashka.db' }], 'place.yaml');
  ground.write([{ ...other, sandbox: romashka.sandbox }], 'address.yaml');
  for (const [file, clinic, kind] of [
    ['place.yaml', other, 'the IDENT database'],
    ['address.yaml', other, 'the amoCRM account'],
    ['clinics.yaml', again, 'the amoCRM account with the number'],
  ] as const) {
    const { json } = await sync(file, clinic);
    expect(json, file).toMatchObject({
      error: { code: 'FLEET_TAKEN', message: expect.stringContaining(kind) },
    });
  }
  expect(again.sandbox.crm.count() + other.sandbox.crm.count()).toBe(0);
  expect(romashka.sandbox.crm.count()).toBe(2);
  // With the tokens of all three again.
  ground.write([romashka, again, other]);
  // Whoever shares nothing with a fleet is let alone by it.
  expect((await sync('clinics.yaml', other)).code).toBe(0);
  expect(other.sandbox.crm.count()).toBe(2);
});

test('a pass by hand of a user who may not look at the tables of the fleet is refused, and the error names the rights that are missing', async () => {
  const guest = `guest_${randomBytes(6).toString('hex')}`;
  const { user, database } = ground.server;
  ground.write(
    [{ ...other, name: 'Гость', schema: 'guest', database: 'vasilek.db' }],
    'guest.yaml',
  );
  const file = join(ground.folder, 'guest.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(`//${user}@`, `//${guest}@`));
  await ground.sql(`create role ${guest} login;
    grant create, temporary on database ${database} to ${guest};
    grant usage, create on schema ident_amocrm to ${guest};
    grant all on ident_amocrm.clinics to ${guest};
    grant all on all sequences in schema ident_amocrm to ${guest}`);
  try {
    const before = other.sandbox.crm.count();
    expect((await sync('guest.yaml', { ...other, name: 'Гость' })).json).toMatchObject({
      error: { code: 'STATE_SERVER_RIGHTS', hint: expect.stringContaining('ident_amocrm') },
    });
    expect(other.sandbox.crm.count()).toBe(before);
  } finally {
    await ground.sql(`drop owned by ${guest} cascade; drop role ${guest}`);
  }
});
