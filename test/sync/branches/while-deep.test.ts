import { describe, expect, it } from 'vitest';
import { firstSource, type PatientId } from '../../../src/contact/model/patient-key.ts';
import { heldCodes } from '../../../src/sync/identity/held/held.ts';
import { deepInterleaved, moments } from '../audit/interleaved.ts';
import { chosen, clinic, main } from './branch-clinic.ts';

describe('while a deep pass goes on', () => {
  it.each(moments)(
    'who comes to a chosen branch after it was read is of it, and who leaves is not (%s)',
    async (at) => {
      await using one = await clinic(chosen(main));
      const { world, bookings } = one;
      await world.sync();
      const refused = { match: { method: 'POST', path: '^/api/v4/contacts$' } };
      const { between } = await deepInterleaved(world, {
        at,
        happens: () => {
          bookings.add({ patient: 3, branch: 1 });
          bookings.cancel(1);
          world.sandbox.faults.add({ ...refused, fault: { kind: 'reject', rows: [0] } });
        },
      });
      expect(between).toMatchObject([{ kind: 'done', result: { counts: { rejected: 1 } } }]);
      // He is either in amoCRM or in the queue, and told of as neither of another branch nor gone.
      const places = await world.state.census.count(heldCodes);
      const count = Object.fromEntries(places.map(({ place, count }) => [place, count]));
      const carried = one.carried().includes(3);
      expect(count).toEqual({
        ...{ linked: carried ? 4 : 3, unchosen: 4 },
        ...(carried ? {} : { rejected: 1 }),
      });
      expect(await world.state.outside.among([1, 3] as PatientId[])).toEqual(new Set([1]));
    },
  );
});

it('whoever comes back to a chosen branch while a first load that began anew writes is of it', async () => {
  await using one = await clinic(chosen(main));
  const { world, bookings } = one;
  await world.sync();
  // Of a load that died all is there but its cursor.
  await world.state.meta.of(firstSource).clear('cursor');
  bookings.cancel(1);
  world.editPerson(2, { City: 'Тула' });
  const { between, deep } = await deepInterleaved(world, {
    at: 'write',
    happens: () => bookings.add({ patient: 1, branch: 1 }),
  });
  expect(between).toMatchObject([{ kind: 'done', result: { counts: { outside: 0 } } }]);
  expect(deep.counts).toMatchObject({ updated: 1, outside: 6 });
  expect(await world.state.outside.among([1] as PatientId[])).toEqual(new Set());
  expect((await world.deep()).findingCounts).not.toHaveProperty('branch-left');
});
