import { expect, onTestFinished, test } from 'vitest';
import { answerAsIdent } from '../../../support/sql-server/tds-ident.ts';
import { startTdsServer } from '../../../support/sql-server/tds-server.ts';
import { Office } from '../office.ts';

const secret = 'parol-bazy-№1';
const confirm = 'correct horse battery';

async function sqlServer() {
  const tables = {
    Persons: { ID: 'int', Surname: 'nvarchar', Name: 'nvarchar', DateTimeChanged: 'datetime' },
    Patients: { ID_Persons: 'int', CardNumber: 'int' },
  };
  const server = await startTdsServer({ answer: answerAsIdent({ tables, patients: [] }) });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

/** Somebody is at its page, by the password. */
async function officeWith(env: Readonly<Record<string, string>>): Promise<Office> {
  const office = await Office.signedIn({ patients: 1, fields: false, password: confirm, env });
  await office.call('signIn', { body: { password: confirm } });
  return office;
}

test('a database is looked at, kept and never given back; with another server its password is asked for again', async () => {
  const [one, other] = await Promise.all([sqlServer(), sqlServer()]);
  await using office = await Office.signedIn({ patients: 1, fields: false });
  const values = {
    ...{ DB_HOST: `127.0.0.1,${one.port}`, DB_USER: 'reader', DB_PASSWORD: secret },
    ...{ DB_NAME: 'PZ', DB_ENCRYPT: 'false', TIMEZONE: 'Asia/Omsk' },
  };
  const save = async (given: object, password: string | undefined = confirm) =>
    await office.call('saveDatabase', {
      body: { values: given, ...(password && { confirm: password }) },
    });

  // Nobody changes it who has not a password first.
  expect((await save(values)).json.error.code).toBe('PASSWORD_FIRST');
  expect((await office.call('savePassword', { body: { password: confirm } })).status).toBe(200);
  expect((await office.call('savePassword', { body: { password: confirm } })).status).toBe(409);
  expect((await save(values, '')).json.error.code).toBe('PASSWORD_ONCE_MORE');
  expect((await save(values, 'wrong')).json.error.code).toBe('WRONG_PASSWORD');
  expect(office.restarts).toBe(0);

  const kept = (await save(values)).json;
  expect(kept).toMatchObject({ saved: true, goesOn: true, mistakes: [] });
  expect([office.restarts, one.logins.at(-1)?.password]).toEqual([1, secret]);

  // The other server never gets to see the password that was given for this one.
  const moved = (await save({ DB_HOST: `127.0.0.1,${other.port}`, DB_PASSWORD: '' })).json;
  expect(moved).toMatchObject({ saved: false, mistakes: [{ name: 'DB_PASSWORD' }] });
  const otherLogin = (await save({ DB_USER: 'sa', DB_PASSWORD: '' })).json;
  expect(otherLogin).toMatchObject({ saved: false, mistakes: [{ name: 'DB_PASSWORD' }] });
  expect(other.logins).toEqual([]);
  const told = await office.call('setUpForm');
  expect(told.json).toMatchObject({
    ...{ confirms: true, done: { password: true, database: true } },
    fields: { DB_HOST: { value: values.DB_HOST, given: 'saved' }, DB_PASSWORD: { isSet: true } },
  });
  expect(told.text).not.toContain(secret);

  // The same without the password, and nothing changes: nothing begins anew.
  expect((await save({ ...values, DB_PASSWORD: '' })).json).toMatchObject({
    ...{ saved: true, goesOn: false },
  });
  const actions = await office.actions();
  expect(actions.filter((action) => action.startsWith('save-settings'))).toEqual([
    'save-settings DB_HOST DB_NAME DB_USER DB_PASSWORD DB_ENCRYPT TIMEZONE',
  ]);
  expect(actions).toContain('sign-in-failed WRONG_PASSWORD');
});

test('what the environment sets is shown with its source, wins, and is not changed by the page', async () => {
  const server = await sqlServer();
  const env = { DB_HOST: `127.0.0.1,${server.port}`, DB_ENCRYPT: 'false' };
  await using office = await officeWith(env);
  expect((await office.call('setUpForm')).json.fields['DB_HOST']).toEqual({
    ...{ value: env.DB_HOST, isSet: true, given: 'environment' },
  });
  const values = { DB_HOST: '127.0.0.1,9', DB_USER: 'reader', DB_PASSWORD: secret };
  const { json } = await office.call('saveDatabase', { body: { values, confirm } });
  expect(json).toMatchObject({ saved: true });
  expect(server.logins.length).toBeGreaterThan(0);
  const { json: after } = await office.call('setUpForm');
  expect(after.fields['DB_HOST']).toMatchObject({ value: env.DB_HOST, given: 'environment' });
});

test('a secret of the environment is shown to no other server than the one that it was given for', async () => {
  const [one, other] = await Promise.all([sqlServer(), sqlServer()]);
  const env = { DB_USER: 'reader', DB_PASSWORD: secret, DB_ENCRYPT: 'false' };
  await using office = await officeWith(env);
  const save = async (values: object) =>
    (await office.call('saveDatabase', { body: { values, confirm } })).json;
  const host = (port: number) => ({ DB_HOST: `127.0.0.1,${port}`, TIMEZONE: 'Asia/Omsk' });
  // It was given for none: whoever sets it up tells which.
  expect(await save(host(one.port))).toMatchObject({ saved: true });
  expect(one.logins.at(-1)?.password).toBe(secret);
  const moved = await save(host(other.port));
  expect(moved).toMatchObject({ saved: false, checks: [], mistakes: [{ name: 'DB_HOST' }] });
  expect(other.logins).toEqual([]);
  // What the environment sets itself wins, and moves nothing.
  const sameUser = await save({ ...host(one.port), DB_USER: 'sa' });
  expect(sameUser).toMatchObject({ saved: true });
});
