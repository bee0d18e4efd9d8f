import { describe, expect, test } from 'vitest';
import { hour, minute, ServiceWorld, second } from '../service-world.ts';

describe('without tokens', () => {
  test('the service starts, pauses, and goes on by itself as soon as they are there', async () => {
    await using clinic = await ServiceWorld.open({ oauth: true, fields: false });
    const { world } = clinic;
    await clinic.start();
    await clinic.sleep(5 * minute);
    expect(await clinic.facts()).toMatchObject({
      pauses: [{ reason: 'auth', code: 'AMO_NOT_AUTHORISED', actor: 'service' }],
      firstLoadDone: false,
      databaseLostSince: null,
    });
    expect(world.sandbox.log.requests).toEqual([]);
    await clinic.authorise();
    await clinic.sleep(30 * second);
    expect(await clinic.pauses()).toEqual([]);
    expect(world.notOnce()).toEqual([]);
  });

  test('the service goes on so with a token that is revoked and authorised anew, at any time, too', async () => {
    await using clinic = await ServiceWorld.open({ oauth: true, pollMs: 10 * second });
    const { world } = clinic;
    await clinic.authorise();
    await clinic.start();
    await clinic.until('the first load', async () => (await clinic.facts()).firstLoadDone);
    world.sandbox.oauth.revokeAll();
    world.editPerson(2, { City: 'Тверь' });
    await clinic.until('the pause', async () => (await clinic.pauses()).includes('auth'));
    await clinic.sleep(3 * minute);
    await clinic.authorise();
    await clinic.sleep(30 * second);
    expect(await clinic.pauses()).toEqual([]);
    expect(world.contactOf(2).fields['Город']).toBe('Тверь');
  });
});

test('a long-lived token that is refused pauses; another one after a restart ends it', async () => {
  await using clinic = await ServiceWorld.started({ pollMs: 10 * second });
  const { world } = clinic;
  world.sandbox.oauth.revokeAll();
  world.editPerson(2, { City: 'Тверь' });
  await clinic.until('the pause', async () => (await clinic.pauses()).includes('auth'));
  const [pause] = (await clinic.facts()).pauses;
  await clinic.restart();
  await clinic.sleep(minute);
  expect((await clinic.facts()).pauses).toEqual([pause]);
  clinic.token = world.sandbox.oauth.longLivedToken();
  await clinic.restart();
  await clinic.sleep(minute);
  expect(await clinic.pauses()).toEqual([]);
  expect(world.contactOf(2).fields['Город']).toBe('Тверь');
});

test('a call that waits to try a refused long-lived token again takes the one that was given meanwhile', async () => {
  await using clinic = await ServiceWorld.started({ pollMs: 10 * second });
  const { world } = clinic;
  world.sandbox.oauth.revokeAll();
  world.editPerson(2, { City: 'Тверь' });
  const refused = () => world.sandbox.log.requests.some(({ status }) => status === 401);
  await clinic.until('a refusal', refused, { everyMs: second });
  await clinic.giveToken(world.sandbox.oauth.longLivedToken());
  await clinic.sleep(3 * minute);
  expect(clinic.events.filter(({ type }) => type === 'paused')).toEqual([]);
  expect(await clinic.pauses()).toEqual([]);
  expect(world.contactOf(2).fields['Город']).toBe('Тверь');
});

describe('a person’s pause', () => {
  test('stops the pass under way and lets none begin; resume goes on where it was', async () => {
    await using clinic = await ServiceWorld.open({ patients: 60, sync: { batchSize: 5 } });
    const { world } = clinic;
    await clinic.start();
    await clinic.until('some contacts', () => world.contacts().length >= 10, { everyMs: 20 });
    await clinic.service.pause('dashboard');
    await clinic.until('the end of the pass', async () => (await clinic.facts()).running === null);
    const loaded = world.contacts().length;
    expect(loaded).toBeLessThan(60);
    expect(await world.state.intents.all()).toEqual([]);
    await clinic.sleep(10 * minute);
    expect(world.contacts()).toHaveLength(loaded);
    const { nextIncrementalAt, nextDeepAt, pauses } = await clinic.facts();
    expect([nextIncrementalAt, nextDeepAt]).toEqual([null, null]);
    expect(pauses).toMatchObject([{ reason: 'user', code: null, actor: 'dashboard' }]);
    await clinic.restart();
    await clinic.sleep(minute);
    expect(world.contacts()).toHaveLength(loaded);
    await clinic.service.resume('dashboard');
    await clinic.until('the rest', () => world.contacts().length === 60);
    expect(world.notOnce()).toEqual([]);
    expect(await world.state.actions.latest(2)).toMatchObject([
      { action: 'resume', actor: 'dashboard', subject: 'user' },
      { action: 'pause', actor: 'dashboard', subject: null },
    ]);
    expect(clinic.events).toContainEqual({ type: 'paused', reason: 'user', code: null });
    expect(clinic.events).toContainEqual({ type: 'resumed', reason: 'user' });
  });

  test('is kept up against “run now”, which makes one pass', async () => {
    await using clinic = await ServiceWorld.started();
    const { world } = clinic;
    await clinic.service.pause('cli');
    await clinic.sleep(5 * minute);
    world.editPerson(2, { City: 'Тверь' });
    await clinic.service.runNow({ kind: 'incremental', allowed: null, actor: 'dashboard' });
    await clinic.sleep(5 * second);
    expect(world.contactOf(2).fields['Город']).toBe('Тверь');
    const passes = clinic.passes.length;
    await clinic.sleep(10 * minute);
    expect(clinic.passes).toHaveLength(passes);
    expect(await clinic.pauses()).toEqual(['user']);
  });
});

describe('the guard', () => {
  const removeMany = (clinic: ServiceWorld) =>
    clinic.world.sql('delete from Patients where ID_Persons <= 12');

  async function stopped(): Promise<ServiceWorld> {
    const clinic = await ServiceWorld.started({ patients: 40, pollMs: 10 * second });
    removeMany(clinic);
    await clinic.service.runNow({ kind: 'deep', allowed: null, actor: 'cli' });
    await clinic.until('the guard', async () => (await clinic.pauses()).includes('guard'));
    return clinic;
  }

  const removed = async (clinic: ServiceWorld) => (await clinic.facts()).links.removed;

  test('stops everything until a person allows so many', async () => {
    await using clinic = await stopped();
    expect((await clinic.facts()).pauses).toMatchObject([{ reason: 'guard', code: 'MASS_CHANGE' }]);
    clinic.world.editPerson(20, { City: 'Тверь' });
    await clinic.sleep(2 * hour);
    expect(clinic.world.contactOf(20).fields['Город']).not.toBe('Тверь');
    expect(await removed(clinic)).toBe(0);
    await clinic.service.runNow({ kind: 'deep', allowed: 12, actor: 'dashboard' });
    await clinic.until('the removals', async () => (await removed(clinic)) === 12);
    expect(await clinic.pauses()).toEqual([]);
    expect(clinic.world.contactOf(20).fields['Город']).toBe('Тверь');
  });

  test('stops again after resume where nothing has changed', async () => {
    await using clinic = await stopped();
    await clinic.service.resume('dashboard', ['guard']);
    await clinic.sleep(5 * minute);
    expect(await clinic.pauses()).toEqual([]);
    await clinic.service.runNow({ kind: 'deep', allowed: null, actor: 'dashboard' });
    await clinic.sleep(minute);
    expect(await clinic.pauses()).toEqual(['guard']);
    expect(await removed(clinic)).toBe(0);
  });

  test('goes on after another process’s pass with the allowance', async () => {
    await using clinic = await stopped();
    await clinic.sleep(minute);
    await clinic.world.deep({ allowMassChange: 12 });
    await clinic.sleep(minute);
    expect(await clinic.pauses()).toEqual([]);
  });

  test('an allowance that was given while no service ran is not used days later', async () => {
    await using clinic = await ServiceWorld.started({ patients: 40, pollMs: 10 * second });
    const { service } = clinic;
    await clinic.stop();
    removeMany(clinic);
    await service.runNow({ kind: 'deep', allowed: 12, actor: 'dashboard' });
    await clinic.world.clock.sleep(hour);
    await clinic.restart();
    await clinic.sleep(minute);
    expect(await clinic.pauses()).toEqual(['guard']);
    expect(await removed(clinic)).toBe(0);
  });
});

describe('what is probed', () => {
  test('an unpaid account stops the traffic, is tried every half hour, and ends when it is paid', async () => {
    await using clinic = await ServiceWorld.started({ pollMs: 30 * second });
    const { world } = clinic;
    world.sandbox.faults.add({ times: null, fault: { kind: 'status', status: 402 } });
    world.editPerson(2, { City: 'Тверь' });
    await clinic.until('the pause', async () => (await clinic.pauses()).includes('account'));
    const [pause] = (await clinic.facts()).pauses;
    const mark = world.mark();
    await clinic.sleep(65 * minute);
    expect(world.requestsSince(mark).length).toBeLessThanOrEqual(2);
    expect((await clinic.facts()).pauses).toEqual([pause]);
    world.sandbox.faults.clear();
    await clinic.sleep(31 * minute);
    expect(await clinic.pauses()).toEqual([]);
    expect(world.contactOf(2).fields['Город']).toBe('Тверь');
  });

  test('a blocked address is left alone for as long as amoCRM wants, then tried', async () => {
    await using clinic = await ServiceWorld.started({ pollMs: 10 * second });
    const { world } = clinic;
    world.sandbox.faults.add({
      match: { path: '^/api/v4/' },
      fault: { kind: 'status', status: 403, body: 'html' },
    });
    world.editPerson(2, { City: 'Тверь' });
    await clinic.until('the pause', async () => (await clinic.pauses()).includes('circuit'));
    const { nextIncrementalAt, now } = await clinic.facts();
    expect((nextIncrementalAt ?? 0) - now).toBeGreaterThan(14 * minute);
    const mark = world.mark();
    await clinic.sleep(14 * minute);
    expect(world.requestsSince(mark)).toEqual([]);
    await clinic.sleep(2 * minute);
    expect(await clinic.pauses()).toEqual([]);
    expect(world.contactOf(2).fields['Город']).toBe('Тверь');
  });

  test('a field that is deleted in amoCRM pauses until it is made anew', async () => {
    await using clinic = await ServiceWorld.started({ pollMs: 30 * second });
    const { world } = clinic;
    const field = world.sandbox.crm.fields().find(({ name }) => name === 'Город');
    world.sandbox.crm.deleteField(field?.id ?? 0);
    world.editPerson(2, { City: 'Тверь' });
    await clinic.until('the pause', async () => (await clinic.pauses()).includes('drift'));
    expect((await clinic.facts()).pauses).toMatchObject([{ code: 'FIELDS_CHANGED' }]);
    await clinic.sleep(40 * minute);
    expect(await clinic.pauses()).toEqual(['drift']);
  });
});
