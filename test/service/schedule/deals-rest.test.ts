import { expect, test } from 'vitest';
import { incidents } from '../../../src/health/rules.ts';
import { setUpVisits } from '../../../src/sync/account/visits-setup.ts';
import { rulesOfVisits } from '../../sync/visits/visits-world.ts';
import { hour, minute, ServiceWorld } from '../service-world.ts';

test('with a pass an hour, data do not count as old while deals rest, for however long', async () => {
  await using service = await ServiceWorld.open({
    ...{ patients: 3, intervalMs: hour, pollMs: 5 * minute, sync: { visits: rulesOfVisits } },
    start: Date.parse('2026-05-04T10:00:00+03:00'),
  });
  const { world } = service;
  world.sql('delete from Receptions');
  await setUpVisits({ ...world, choice: rulesOfVisits.choice });
  world.sandbox.faults.add({
    match: { method: 'POST', path: '/api/v4/leads' },
    fault: { kind: 'status', status: 403, body: 'json' },
    times: null,
  });
  world.sql(
    "insert into Receptions (ID, ID_Patients, PlanStart, DateTimeAdded) values (101, 1, '2026-05-06 10:00:00', '2026-05-04 09:00:00')",
  );
  await service.start();
  const until = world.clock.now() + 36 * hour;
  const seen = new Set<string>();
  while (world.clock.now() < until) {
    await service.sleep(20 * minute);
    for (const { code, severity } of incidents(await service.facts())) {
      seen.add(`${code} ${severity}`);
    }
  }
  expect([...seen].filter((one) => !one.startsWith('first-load'))).toEqual(['deals warning']);
  await service.stop();
});
