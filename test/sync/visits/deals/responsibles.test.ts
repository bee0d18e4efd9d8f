import { expect, test } from 'vitest';
import type { ContactId } from '../../../../src/amocrm/model/model.ts';
import {
  askingCost,
  requestsToAsk,
  responsiblesOf,
} from '../../../../src/sync/visits/pass/responsibles.ts';
import { World } from '../../../support/world.ts';

/** Of whom their contacts are. */
const ofContacts = { responsible: null, users: null };
/** Of how many contacts each time. */
const many = [1, 4, 5, 9, 12, 40];

test.each([
  ['where filters work', true],
  ['where they are ignored', false],
])(
  'a plan counts the requests that ask who is responsible as they are made, %s',
  async (_, filters) => {
    await using world = await World.open({
      patients: 40,
      sandbox: { manners: { apiFilter: filters } },
    });
    await world.sync();
    const { amo, state, clock } = world;
    const contacts = world.contacts().map(({ id }) => id as ContactId); // the sandbox has them as numbers
    // Only trying tells that filters are ignored.
    await responsiblesOf({ amo, state, clock }, ofContacts, contacts.slice(0, 5));
    const cost = await askingCost({ state, clock });
    expect(cost).toEqual({ isFilterIgnored: !filters, pages: 1 });
    for (const count of many) {
      const mark = world.mark();
      const some = contacts.slice(0, count);
      const found = await responsiblesOf({ amo, state, clock }, ofContacts, some);
      expect(found.size).toBe(count);
      expect(world.requestsSince(mark), String(count)).toHaveLength(requestsToAsk(count, cost));
    }
  },
);
