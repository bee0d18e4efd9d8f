import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { World } from '../../../support/world.ts';
import { Office } from '../office.ts';

const admins = (world: World) => world.sandbox.oauth.longLivedToken();

/** An office that worked until amoCRM took its token back. */
async function officeWithoutAccess(): Promise<Office> {
  const office = await Office.signedIn({ settingToken: admins });
  const { world } = office;
  await world.sync();
  world.sandbox.oauth.revokeAll();
  const pause = { since: world.clock.now(), code: 'AMO_UNAUTHORIZED', actor: 'service' } as const;
  await world.state.pauses.set({ reason: 'auth', ...pause });
  return office;
}

const amoOf = async (office: Office) => (await office.call('setup')).json.amocrm;

describe('a token on the set-up page', () => {
  test('a long-lived token given in place of a refused one is used at once, and the service goes on', async () => {
    await using office = await officeWithoutAccess();
    const { world } = office;
    expect(await amoOf(office)).toMatchObject({
      ...{ connected: false, isRefused: true, givenToken: null },
    });
    const token = world.sandbox.oauth.longLivedToken();
    const { json } = await office.call('giveToken', { body: { token: `  ${token}\n` } });
    expect(json).toMatchObject({ ok: true, accountId: expect.any(Number) });
    expect(await world.state.pauses.all()).toEqual([]);
    expect(await amoOf(office)).toMatchObject({
      ...{ connected: true, isRefused: false, givenToken: { isUsed: true } },
    });
    expect((await office.call('testAmo')).json).toMatchObject({ ok: true });
    expect(await office.actions()).toContain(`authorise ${json.accountId}`);
  });

  test('a given long-lived token stands in no answer, log, action or file', async () => {
    await using office = await officeWithoutAccess();
    const { world } = office;
    const good = world.sandbox.oauth.longLivedToken();
    const bad = `${good.slice(0, -8)}12345678`;
    const said: string[] = [];
    for (const token of [bad, good]) {
      said.push((await office.call('giveToken', { body: { token } })).text);
    }
    for (const name of ['setup', 'settings', 'actions', 'overview'] as const) {
      said.push((await office.call(name)).text);
    }
    const files = readdirSync(world.folder).map((name) => join(world.folder, name));
    const kept = files
      .filter((file) => file.includes('state'))
      .map((f) => readFileSync(f, 'latin1'));
    expect(kept.length).toBeGreaterThan(0);
    for (const token of [bad, good]) {
      const everything = [...said, ...world.logged, ...kept].join('\n');
      // The signature is what makes it one.
      expect(everything).not.toContain(token.slice(-20));
      expect(everything).not.toContain(token.slice(0, 60));
    }
  });

  test.for([
    ['that is no token', () => 'e30.e30.x', 'AMO_UNAUTHORIZED'],
    ['that was revoked, too', ({ sandbox }: World) => revoked(sandbox), 'AMO_UNAUTHORIZED'],
    [
      'that is over',
      ({ sandbox }: World) => sandbox.oauth.longLivedToken({ days: -1 }),
      'AMO_UNAUTHORIZED',
    ],
    [
      'that may not read contacts',
      (world: World) => {
        forbid(world, '/api/v4/contacts');
        return admins(world);
      },
      'AMO_FORBIDDEN',
    ],
    [
      'that may not read the fields',
      (world: World) => {
        forbid(world, '/api/v4/contacts/custom_fields');
        return admins(world);
      },
      'AMO_FORBIDDEN',
    ],
  ] as const)(
    'a given long-lived token %s is not kept, and all stays as it was',
    async ([, make, code]) => {
      await using office = await officeWithoutAccess();
      const token = make(office.world);
      const { json } = await office.call('giveToken', { body: { token } });
      expect(json).toMatchObject({ ok: false, problem: { code } });
      // It is not the settings' token that was refused.
      expect(JSON.stringify(json.problem)).not.toContain('AMOCRM_LONG_LIVED_TOKEN');
      expect(await office.world.state.givenToken.load()).toBeNull();
      expect(await amoOf(office)).toMatchObject({ connected: false, isRefused: true });
    },
  );

  test('a given long-lived token of another account is not kept: the contacts of the state are not its contacts', async () => {
    await using office = await officeWithoutAccess();
    const { state, sandbox } = office.world;
    await state.meta.set('accountId', 99_999_999);
    const { json } = await office.call('giveToken', {
      body: { token: sandbox.oauth.longLivedToken() },
    });
    expect(json).toMatchObject({ ok: false, problem: { code: 'OTHER_ACCOUNT' } });
    expect(await state.givenToken.load()).toBeNull();
    expect(await amoOf(office)).toMatchObject({ connected: false, isRefused: true });
  });

  test('a given long-lived token gives way to another one in the settings, and it is said which one is used', async () => {
    await using first = await officeWithoutAccess();
    const { state, sandbox } = first.world;
    await first.call('giveToken', { body: { token: sandbox.oauth.longLivedToken() } });
    const given = await state.givenToken.load();
    await using later = await Office.signedIn({ settingToken: admins });
    if (given !== null) await later.world.state.givenToken.save(given);
    expect(await amoOf(later)).toMatchObject({ givenToken: { isUsed: false } });
    expect((await later.call('testAmo')).json).toMatchObject({ ok: true });
  });

  test('to give the settings’ own long-lived token ends the use of another one', async () => {
    let settings = '';
    await using office = await Office.signedIn({
      settingToken: (world) => {
        settings = admins(world);
        return settings;
      },
    });
    const { oauth } = office.world.sandbox;
    await office.call('giveToken', { body: { token: oauth.longLivedToken() } });
    expect(await amoOf(office)).toMatchObject({ givenToken: { isUsed: true } });
    await office.call('giveToken', { body: { token: settings } });
    expect(await amoOf(office)).toMatchObject({ connected: true, givenToken: null });
  });

  test('a given long-lived token ends the rest for rights that the former one lacked', async () => {
    await using office = await Office.signedIn({ settingToken: admins });
    const { state, sandbox, clock } = office.world;
    const pause = { since: clock.now(), code: 'AMO_FORBIDDEN', actor: 'service' } as const;
    await state.pauses.set({ reason: 'account', ...pause });
    await office.call('giveToken', { body: { token: sandbox.oauth.longLivedToken() } });
    expect((await state.pauses.all()).map(({ reason }) => reason)).not.toContain('account');
  });

  test('a long-lived token given before a first load lets the service rest until a person begins it', async () => {
    await using office = await Office.signedIn({ settingToken: () => 'e30.e30.x' });
    expect(await amoOf(office)).toMatchObject({ accountId: null });
    await office.call('giveToken', { body: { token: admins(office.world) } });
    expect((await office.call('overview')).json.pauses).toMatchObject([{ reason: 'user' }]);
    await office.call('start');
    expect(await office.world.state.pauses.all()).toEqual([]);
  });

  test('a long-lived token is of no use to an installation that signs in by OAuth', async () => {
    await using office = await Office.signedIn();
    const { json } = await office.call('giveToken', { body: { token: 'e30.e30.x' } });
    expect(json.error.code).toBe('NOT_LONG_LIVED');
  });
});

function revoked({ oauth }: World['sandbox']): string {
  const token = oauth.longLivedToken();
  oauth.revokeAll();
  return token;
}

function forbid({ sandbox }: World, path: string): void {
  const fault = { kind: 'status', status: 403, body: 'json' } as const;
  sandbox.faults.add({ match: { method: 'GET', path }, times: 1, fault });
}
