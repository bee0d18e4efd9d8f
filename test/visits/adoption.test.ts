import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Adoption,
  type AdoptionCase,
  adoptionOf,
  type ContactDeal,
  type NotAdopted,
} from '../../src/visits/deal/adoption.ts';

const day = 86_400;
const mine = { id: 5, isMain: true };
const relative = { id: 6, isMain: false };
const deal: ContactDeal = {
  ...{ id: 70, isInStage: true, createdAt: 100 * day, contacts: [mine], isTaken: false },
};
/** A patient who comes for the first time, and whose only deal was made a day before the booking. */
const usual: AdoptionCase = {
  ...{ isFirst: true, bookedAt: 101 * day, contact: 5, deals: [deal], mostDays: 30 },
};
const not = (why: NotAdopted): Adoption => ({ adopts: null, why });
const other = (more: Partial<ContactDeal>) => ({ deals: [{ ...deal, ...more }] });

const cases: readonly (readonly [string, Partial<AdoptionCase>, Adoption])[] = [
  ['takes the one deal that stands in such a stage', {}, { adopts: 70 }],
  [
    'takes it whatever else the contact has in other stages',
    { deals: [{ ...deal, id: 71, isInStage: false }, deal] },
    { adopts: 70 },
  ],
  [
    'takes it though another one there is another visit’s',
    { deals: [{ ...deal, id: 71, isTaken: true }, deal] },
    { adopts: 70 },
  ],
  ['takes it on the last day', { bookedAt: 130 * day }, { adopts: 70 }],
  ['takes none a moment later', { bookedAt: 130 * day + 1 }, not('older')],
  ['takes none that was made when it was booked, or later', { bookedAt: 100 * day }, not('later')],
  [
    'takes none where IDENT does not tell when it was booked',
    { bookedAt: null },
    not('unknown-time'),
  ],
  ['takes none for whoever came before', { isFirst: false }, not('none')],
  ['takes none where it is not known who came before', { isFirst: null }, not('none')],
  ['takes none of two', { deals: [deal, { ...deal, id: 71 }] }, not('several')],
  [
    'takes none in which a relative stands as well',
    other({ contacts: [mine, relative] }),
    not('shared'),
  ],
  [
    'takes none whose main contact is another',
    other({ contacts: [{ ...mine, isMain: false }] }),
    not('shared'),
  ],
  ['takes none of a relative', other({ contacts: [{ id: 6, isMain: true }] }), not('shared')],
  ['takes none in a stage that was not named', other({ isInStage: false }), not('none')],
  ['takes none that has a visit', other({ isTaken: true }), not('none')],
];

test.each(cases)('a visit %s', (_, more, is) => {
  expect(adoptionOf({ ...usual, ...more })).toEqual(is);
});

test('whatever deals a contact has, the one that is taken is a first visit’s, its contact’s alone, in a named stage, and made within the days before the booking', () => {
  const contacts = fc.array(fc.record({ id: fc.constantFrom(5, 6), isMain: fc.boolean() }), {
    maxLength: 2,
  });
  const deals = fc.uniqueArray(
    fc.record({
      ...{ id: fc.nat(9), isInStage: fc.boolean(), isTaken: fc.boolean(), contacts },
      createdAt: fc.integer({ min: 0, max: 60 * day }),
    }),
    { maxLength: 4, selector: ({ id }) => id },
  );
  const visit = fc.record({
    ...{
      isFirst: fc.option(fc.boolean()),
      bookedAt: fc.option(fc.integer({ min: 0, max: 60 * day })),
    },
    ...{ contact: fc.constant(5), deals, mostDays: fc.nat(40) },
  });
  fc.assert(
    fc.property(visit, (one) => {
      const { adopts } = adoptionOf(one);
      if (adopts === null) return;
      const taken = one.deals.find(({ id }) => id === adopts);
      const age = (one.bookedAt ?? 0) - (taken?.createdAt ?? 0);
      expect(one.isFirst).toBe(true);
      expect(taken).toMatchObject({ isInStage: true, isTaken: false, contacts: [mine] });
      expect(age > 0 && age <= one.mostDays * day).toBe(true);
    }),
  );
});
