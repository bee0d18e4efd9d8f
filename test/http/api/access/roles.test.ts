import { expect, test } from 'vitest';
import { contract, type RouteContract } from '../../../../src/http/api/contract/contract.ts';
import { fleetRoutes } from '../../../../src/http/api/contract/fleet.ts';
import { paths, type RouteName } from '../../../../src/http/api/contract/paths.ts';
import type { Role } from '../../../../src/roles.ts';
import { cheapHash, Office, type OfficeOptions } from '../office.ts';

/** A clinic alone has none of them. */
const ofFleet = new Set(Object.keys(fleetRoutes));
// Object.keys forgets its key type.
const names = (Object.keys(paths) as readonly RouteName[]).filter((name) => !ofFleet.has(name));
const secret = 'correct horse battery';

async function officeWith(
  users: Readonly<Record<string, Role>>,
  options: OfficeOptions = {},
): Promise<Office> {
  const office = await Office.open({ patients: 1, fields: false, ...options });
  for (const [name, role] of Object.entries(users)) {
    const password = await cheapHash(secret);
    await office.world.state.users.set({ name, role, clinics: null, password, since: 1 });
  }
  return office;
}

const signIn = (office: Office, user: string, password = secret) =>
  office.call('signIn', { body: { user, password } });

/** What signs somebody in rather than asking for it, and what ends the session or streams for ever. */
const apart = new Set<RouteName>(['session', 'signIn', 'signInByLink', 'signOut', 'events']);

test('every route asks for its role, and lets in exactly those who have it, and nobody who is not signed in', async () => {
  await using office = await officeWith({
    'of look': 'look',
    'of operate': 'operate',
    'of fleet': 'fleet',
  });
  const walks = [
    [null, []],
    ['look', ['look']],
    ['operate', ['look', 'operate']],
    ['fleet', ['look', 'operate', 'fleet']],
  ] as const;
  for (const [role, may] of walks) {
    if (role !== null) {
      const { json } = await signIn(office, `of ${role}`);
      expect(json).toMatchObject({ user: `of ${role}`, role });
    }
    for (const name of names.filter((one) => !apart.has(one))) {
      const route: RouteContract = contract[name];
      expect(route.needs).not.toBe('anyone');
      const isLetIn = may.some((one) => one === route.needs);
      // What is let in goes no further than a body that fits no route, or only looks.
      if (isLetIn && route.needs !== 'look' && route.body === undefined) continue;
      const body = route.body && { body: { nothing: 'of the kind' } };
      const { status } = await office.call(name, { params: { runId: 1, patientId: 1 }, ...body });
      const refused = role === null ? 401 : 403;
      expect([role, name, status === refused]).toEqual([role, name, !isLetIn]);
    }
  }
  expect((await office.fetch('/api/no-such-route')).status).toBe(404);
  expect((await office.fetch('/api/events', { headers: { cookie: '' } })).status).toBe(401);
});

test('the log of actions names the user, whichever way the action goes', async () => {
  await using office = await officeWith({ Anna: 'operate' });
  await signIn(office, 'anna');
  await office.call('pause');
  await office.call('resume', { body: {} });
  await office.call('runNow', { body: { kind: 'incremental' } });
  await office.call('retryRejected', { body: {} });
  const { actions } = (await office.call('actions')).json;
  expect(actions.map(({ action, who }: { action: string; who: string }) => [action, who])).toEqual(
    ['retry', 'run-now', 'resume', 'pause', 'sign-in'].map((action) => [action, 'Anna']),
  );
});

test('the password of the page is the user "operate", beside the users of the list', async () => {
  await using office = await officeWith(
    { Anna: 'look' },
    { configuredPassword: 'another good one 42' },
  );
  const reply = await office.call('signIn', { body: { password: 'another good one 42' } });
  expect(reply.json).toMatchObject({ user: 'operate', role: 'operate', hasUsers: true });
  expect((await signIn(office, 'operate', 'another good one 42')).status).toBe(200);
  expect((await signIn(office, 'Anna', 'another good one 42')).status).toBe(401);
});

test('a session ends when its user is removed, gets another password, or another clinic; a role takes effect at once', async () => {
  await using office = await officeWith({ Anna: 'operate' }, { clinicName: 'Alpha' });
  const { users } = office.world.state;
  const anna = await users.find('Anna');
  if (anna === null) throw new Error('there is no Anna');
  const status = async () => (await office.call('overview')).status;

  await signIn(office, 'Anna');
  await users.set({ ...anna, role: 'look' });
  expect([await status(), (await office.call('pause')).status]).toEqual([200, 403]);

  await users.set({ ...anna, password: await cheapHash('yet another one 77') });
  expect(await status()).toBe(401);

  await users.set(anna);
  await signIn(office, 'Anna');
  await users.set({ ...anna, clinics: ['Beta'] });
  expect([await status(), (await signIn(office, 'Anna')).status]).toEqual([401, 401]);

  await users.set({ ...anna, clinics: ['ALPHA'] });
  await signIn(office, 'Anna');
  expect(await status()).toBe(200);
  await users.remove('ANNA');
  expect([await status(), (await signIn(office, 'Anna')).status]).toEqual([401, 401]);
});

test('who guesses is slowed down by address whatever the name, and one name is slowed down from everywhere', async () => {
  await using office = await officeWith({ Anna: 'look' }, { trustProxy: ['loopback'] });
  const guess = async (user: string, from: string) =>
    (
      await office.call('signIn', {
        body: { user, password: 'wrong' },
        headers: { 'x-forwarded-for': from },
      })
    ).status;
  for (let n = 0; n < 10; n += 1) expect(await guess(`user ${n}`, '198.51.100.1')).toBe(401);
  expect(await guess('Anna', '198.51.100.1')).toBe(429);
  for (let n = 0; n < 100; n += 1) await guess('Anna', `203.0.113.${n}`);
  expect(await guess('Anna', '192.0.2.7')).toBe(429);
});

/** As proxies write it: UTF-8, which HTTP carries as Latin-1. */
const proxied = (user: string) => ({
  headers: { 'x-forwarded-user': Buffer.from(user).toString('latin1') },
});

test('a header tells who it is only from a trusted proxy, and never more than the list grants', async () => {
  await using office = await officeWith(
    { Anna: 'look', Ольга: 'operate' },
    { header: 'X-Forwarded-User', trustProxy: ['127.0.0.1'] },
  );
  expect((await office.call('session', proxied('anna'))).json).toMatchObject({
    ...{ state: 'signed-in', user: 'Anna', role: 'look' },
  });
  expect((await office.call('pause', proxied('anna'))).status).toBe(403);
  // The session is the proxy's word: without it, and with another one, it is none.
  expect((await office.call('overview')).status).toBe(401);
  expect((await office.call('overview', proxied('Ольга'))).status).toBe(401);
  expect((await office.call('session', proxied('Ольга'))).json).toMatchObject({ user: 'Ольга' });
  office.cookie = '';
  for (const stranger of ['nobody', 'operate', 'anna, Ольга', '']) {
    const { json } = await office.call('session', proxied(stranger));
    expect([stranger, json.state]).toEqual([stranger, 'signed-out']);
  }
});

test('from anybody but the trusted proxies the header is taken away', async () => {
  await using office = await officeWith(
    { Anna: 'operate' },
    { header: 'X-Forwarded-User', trustProxy: ['203.0.113.0/24'] },
  );
  const { json } = await office.call('session', proxied('Anna'));
  expect(json).toMatchObject({ state: 'signed-out', user: null, role: null });
  await signIn(office, 'Anna');
  expect((await office.call('overview', proxied('Somebody'))).status).toBe(200);
});
