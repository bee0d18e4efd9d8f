import { expect, test } from 'vitest';
import { readDeals } from '../../../../src/health/read-deals.ts';
import type { RouteName } from '../../../../src/http/api/contract/paths.ts';
import { rulesOfVisits, visitsIn, visitsStart } from '../../../sync/visits/visits-world.ts';
import { Office } from '../office.ts';

test('deals of another installation are told on the page as what keeps new ones from being made, and so are visits that wait for it', async () => {
  await using office = await Office.signedIn({
    ...{ patients: 3, start: visitsStart, sync: { visits: rulesOfVisits } },
  });
  const c = await visitsIn(office.world, rulesOfVisits);
  const ask = async (name: RouteName, query = {}) => (await office.call(name, { query })).json;
  const { amo, state, sandbox } = c.world;
  const field = (await amo.leads.fields()).find(({ name }) => name === 'ID записи IDENT');
  const foreign = sandbox.deals.create({ name: 'Приём', fields: { [field?.id ?? 0]: '7:5' } });
  c.book(101, '2026-05-05 12:00:00');
  expect(await ask('visits')).toMatchObject({ stopped: null });
  await c.visitsOnly();
  const { stopped } = await ask('visits');
  expect(stopped).toMatchObject({ code: 'deals-foreign', since: expect.any(Number) });
  expect(stopped.text.ru.message).toContain('базы, которой у этой установки нет (1)');
  expect((await ask('visitList', { of: 'waiting' })).rows).toMatchObject([
    { visit: '101', deal: null, wait: { for: 'stopped' } },
  ]);
  const facts = await readDeals(state, { now: c.world.clock.now(), intervalMs: 300_000 });
  expect(facts).toMatchObject({ waiting: { stopped: 1 }, foreign: { count: 1 } });

  sandbox.deals.delete(foreign);
  await c.visitsOnly();
  expect(await ask('visits')).toMatchObject({ stopped: null, counts: { deals: 1, waiting: 0 } });

  const at = c.world.clock.now();
  await state.meta.set('otherWriter', { contacts: [[1, at]], stoppedAt: at });
  expect(await ask('visits')).toMatchObject({ stopped: { code: 'other-writer' } });
});
