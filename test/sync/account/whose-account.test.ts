import { expect, test } from 'vitest';
import { longLivedTokens } from '../../../src/amocrm/auth/long-lived-tokens.ts';
import { createAmoClient } from '../../../src/amocrm/create-amo-client.ts';
import { createLimiter } from '../../../src/amocrm/limiter/limiter.ts';
import { memorySlotStore } from '../../../src/amocrm/limiter/memory-slot-store.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';
import { createFields } from '../../../src/sync/account/fields.ts';
import { World } from '../../support/world.ts';

/** Another account, with the fields and a contact whose id is far above those of the clinic's own. */
async function otherAccount(world: World): Promise<Sandbox> {
  const other = await startSandbox({
    clock: world.clock.serverSide(),
    accountId: 99_000_001,
    rate: null,
  });
  await createFields({ amo: clientOf(world, other), state: world.state, excluded: new Set() });
  await world.state.fields.replace([]);
  other.idsAbove(900_000_000);
  other.crm.create({ name: 'Чужой Человек' });
  return other;
}

function clientOf({ clock, log }: World, { url, oauth }: Sandbox) {
  return createAmoClient({
    baseUrl: url,
    tokens: longLivedTokens(oauth.longLivedToken(), clock),
    limiter: createLimiter({ store: memorySlotStore(), clock }),
    clock,
    log,
    fetch: clock.wrapFetch(globalThis.fetch),
  });
}

test('a plan against another account leaves a new state nobody’s: the right one is loaded afterwards', async () => {
  await using world = await World.open({ patients: 12 });
  const fields = await world.state.fields.all();
  const other = await otherAccount(world);
  try {
    const own = world.amo;
    world.amo = clientOf(world, other);
    await world.sync({ planOnly: true });
    expect(await world.state.meta.get('accountId')).toBeUndefined();
    expect(await world.state.fields.all()).toEqual([]);
    await world.state.fields.replace(fields);
    world.amo = own;
    await world.sync();
    expect(world.notOnce()).toEqual([]);
    const sent = other.log.requests.filter(({ method }) => method !== 'GET');
    expect(sent.filter(({ path }) => /\/contacts$/.test(path))).toEqual([]);
    // No id of the other account became a mark.
    world.addPatient(901, { Name: 'Анна', MobilePhone: '+79051112233' });
    expect(await world.sync()).toMatchObject({ mode: 'incremental', counts: { created: 1 } });
  } finally {
    await other.close();
  }
});

test('a pass that the guard stops does not make a new state the account’s', async () => {
  await using world = await World.open({ patients: 30 });
  await world.sync();
  await world.installation('mistyped');
  // Under every id stands another person now: the database is not the one that filled the account.
  world.sql(
    "update Persons set Surname = 'Другой' || ID, Name = 'Некто' || ID, Patronymic = null, Birthday = null, MobilePhone = '+7905000' || (1000 + ID), Phone = null, Email = null, INN = null, SNILS = null",
  );
  await expect(world.sync()).rejects.toMatchObject({ code: 'IDENTITY_DISAGREES' });
  expect(await world.state.meta.get('accountId')).toBeUndefined();
});
