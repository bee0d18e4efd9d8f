import { expect, test } from 'vitest';
import { ServiceWorld } from './service-world.ts';

test('from a person’s edit in amoCRM to its repair it is an interval and a tenth at most', async () => {
  await using clinic = await ServiceWorld.started({ patients: 12, sync: { eventsMs: 0 } });
  const { world } = clinic;
  const everyMs = (await clinic.facts()).intervalMs;
  await world.clock.advance(2 * everyMs);
  const city = () => world.contactOf(1).fields['Город'];
  const ours = await clinic.at(async () => city());
  for (const share of [0.1, 0.6]) {
    await world.clock.advance(share * everyMs);
    const at = await clinic.at(async () => {
      world.sandbox.crm.edit(world.contactOf(1).id, { fields: { Город: 'Чужой' } });
      return world.clock.now();
    });
    await clinic.until('the repair', async () => city() === ours);
    expect(world.clock.now() - at).toBeLessThanOrEqual(1.1 * everyMs);
  }
});
